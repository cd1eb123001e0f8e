//go:build wireshark

package capture_test

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// analysis is what tshark says of a file.
type analysis struct {
	packets       int
	again         map[string]int // packets that a sender sent again, as Wireshark sees it
	duplicates    int
	malformed     int
	badSums       int
	comments      int
	requests      int
	bytes         map[string]int64 // by sender
	conversations map[string][2]int
}

// Fields that tshark prints for every packet. Some have several values, and
// then a separator between them.
var fields = []string{
	"ip.src", "frame.len", "tcp.analysis.retransmission", "tcp.analysis.out_of_order", "tcp.analysis.duplicate_ack",
	"_ws.malformed", "ip.checksum.status", "tcp.checksum.status", "udp.checksum.status", "frame.comment",
	"http.request.method", "http2.headers.method", "quic.stream.stream_id",
}

// analyse runs tshark. Out of order segments are put together before HTTP is
// read: else every loss is reported as a malformed packet. (Wireshark:
// Preferences, Protocols, TCP, "Reassemble out-of-order segments".)
func analyse(t *testing.T, path string) *analysis {
	t.Helper()
	args := []string{
		"-r", path, "-T", "fields", "-E", "aggregator=|",
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-o", "tcp.reassemble_out_of_order:TRUE",
	}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	a := &analysis{again: map[string]int{}, bytes: map[string]int64{}, conversations: conversations(t, path)}
	for line := range strings.Lines(tshark(t, args...)) {
		a.packet(t, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return a
}

func tshark(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("tshark", args...).Output()
	require.NoError(t, err)
	return string(out)
}

// senders are the hosts in the order in which replay makes them.
var senders = map[string]string{"10.0.0.1": "browser", "10.0.0.2": "server"}

func (a *analysis) packet(t *testing.T, values []string) {
	t.Helper()
	v := map[string]string{}
	for i, name := range fields {
		v[name] = values[i]
	}
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	from, ok := senders[v["ip.src"]]
	require.True(t, ok, v["ip.src"])
	length, err := strconv.ParseInt(v["frame.len"], 10, 64)
	require.NoError(t, err)
	a.packets++
	a.bytes[from] += length
	// A segment that is not the next in order was sent again: nothing overtakes
	// on a host. Wireshark calls it out of order when it comes less than a
	// round trip after newer data.
	if v["tcp.analysis.retransmission"]+v["tcp.analysis.out_of_order"] != "" {
		a.again[from]++
	}
	count(&a.duplicates, v["tcp.analysis.duplicate_ack"] != "")
	count(&a.malformed, v["_ws.malformed"] != "")
	for _, sum := range []string{"ip.checksum.status", "tcp.checksum.status", "udp.checksum.status"} {
		count(&a.badSums, v[sum] != "" && v[sum] != "1")
	}
	a.comments += strings.Count(v["frame.comment"], "dropped")
	for _, name := range []string{"http.request.method", "http2.headers.method"} {
		if v[name] != "" {
			a.requests += 1 + strings.Count(v[name], "|")
		}
	}
}

// conversations are the packets of each TCP and UDP conversation from its
// first sender and back, as `tshark -z conv` counts them.
func conversations(t *testing.T, path string) map[string][2]int {
	t.Helper()
	all := map[string][2]int{}
	line := regexp.MustCompile(`(?m)^(\S+:\d+) +<-> (\S+:\d+) +(\d+) \d+ \S+ +(\d+) `)
	for _, m := range line.FindAllStringSubmatch(tshark(t, "-r", path, "-q", "-z", "conv,tcp", "-z", "conv,udp"), -1) {
		back, err := strconv.Atoi(m[3])
		require.NoError(t, err)
		there, err := strconv.Atoi(m[4])
		require.NoError(t, err)
		all[m[1]+" "+m[2]] = [2]int{there, back}
	}
	return all
}
