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
	bytes         map[string]int64  // by sender
	conversations map[string][2]int // packets from the first sender and back
}

// Fields that tshark prints for every packet. Some have several values, and
// then a separator between them.
var fields = []string{
	"ip.src", "frame.len", "tcp.analysis.retransmission", "tcp.analysis.out_of_order", "tcp.analysis.duplicate_ack",
	"_ws.malformed", "ip.checksum.status", "tcp.checksum.status", "udp.checksum.status", "frame.comment",
	"http.request.method", "http2.headers.method", "http3.frame_type",
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
	args = append(args, "-z", "conv,tcp", "-z", "conv,udp")
	out, err := exec.Command("tshark", args...).Output()
	require.NoError(t, err)
	a := &analysis{again: map[string]int{}, bytes: map[string]int64{}, conversations: map[string][2]int{}}
	for line := range strings.Lines(string(out)) {
		if values := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(values) == len(fields) {
			a.packet(t, values)
		} else if m := conversation.FindStringSubmatch(line); m != nil {
			a.conversations[m[1]+" "+m[2]] = [2]int{number(t, m[4]), number(t, m[3])}
		}
	}
	return a
}

// conversation is a line of `tshark -z conv`: the two ends, and the packets to
// the first and from it. Its bytes are rounded to thousands.
var conversation = regexp.MustCompile(`^(\S+:\d+) +<-> (\S+:\d+) +(\d+) \d+ \S+ +(\d+) `)

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	require.NoError(t, err)
	return n
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
	a.packets++
	a.bytes[from] += int64(number(t, v["frame.len"]))
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
	if from == "browser" { // HTTP/3: frames of type HEADERS
		for frame := range strings.SplitSeq(v["http3.frame_type"], "|") {
			count(&a.requests, frame == "1" || frame == "0x0000000000000001")
		}
	}
}
