package har

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// row is an entry's figures in milliseconds and bytes.
type row struct {
	host                                     string
	at, blocked, connect, ssl, wait, receive float64
	size                                     int
	protocol, connection                     string
}

func recordingOf(t *testing.T, creator string, rows ...row) *Load {
	t.Helper()
	var entries []string
	for i, r := range rows {
		scheme, set := "http", func(ms float64) float64 {
			if ms == 0 {
				return -1
			}
			return ms
		}
		if r.ssl > 0 {
			scheme = "https"
		}
		protocol := r.protocol
		if protocol == "" {
			protocol = "HTTP/1.1"
		}
		at := time.Duration(r.at * float64(time.Millisecond))
		entries = append(entries, fmt.Sprintf(
			`{"startedDateTime":%q,"time":%g,"connection":%q,"request":{"method":"GET","url":"%s://%s/%d","httpVersion":%q},"response":{"status":200,"bodySize":%d,"content":{"size":%d}},"timings":{"blocked":%g,"dns":-1,"connect":%g,"ssl":%g,"send":0,"wait":%g,"receive":%g}}`,
			time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC).Add(at).Format(time.RFC3339Nano), r.blocked+r.connect+r.wait+r.receive, r.connection,
			scheme, r.host, i, protocol, r.size, r.size, set(r.blocked), set(r.connect), set(r.ssl), r.wait, r.receive))
	}
	rec, err := Read(strings.NewReader(`{"log":{"creator":{"name":"` + creator + `","version":"1"},"entries":[` + strings.Join(entries, ",") + `]}}`))
	require.NoError(t, err)
	return rec.Load(0)
}

// Far away and slow look alike in wait; a handshake tells them apart.
func TestThinkAndDistance(t *testing.T) {
	const ms = time.Millisecond
	far := recordingOf(t, "Firefox", row{host: "a.test", connect: 200, wait: 205, size: 900}).Estimate()
	require.Equal(t, 200*ms, far.Hosts[0].RTT)
	require.Zero(t, far.Think)
	require.False(t, far.NotToldApart)

	slow := recordingOf(t, "Firefox", row{host: "a.test", connect: 20, wait: 205, size: 900}).Estimate()
	require.Equal(t, 20*ms, slow.Hosts[0].RTT)
	require.Equal(t, 185*ms, slow.Think)

	unknown := recordingOf(t, "Firefox", row{host: "a.test", wait: 205, size: 900}).Estimate()
	require.Equal(t, 205*ms, unknown.Hosts[0].RTT)
	require.True(t, unknown.NotToldApart)
	require.Contains(t, unknown.Hosts[0].Doubt, "at most this")
	require.Contains(t, unknown.ThinkBasis, "cannot be told")
}

func TestRTT(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name    string
		creator string
		rows    []row
		rtt     time.Duration
		tls     string
		doubt   string
	}{
		{
			"the median of handshakes, queues and losses apart", "Firefox",
			[]row{
				{host: "a.test", connect: 50, wait: 60, size: 1},
				{host: "a.test", at: 120, connect: 51, wait: 60, size: 1},
				{host: "a.test", at: 121, connect: 1050, wait: 60, size: 1},
			},
			51 * ms, "", "",
		},
		{
			"an answer is never quicker than a round trip", "Firefox",
			[]row{{host: "a.test", connect: 80, wait: 50, size: 1}},
			50 * ms, "", "",
		},
		{
			"Chrome opens a page's first connection ahead", "WebInspector",
			[]row{{host: "a.test", connect: 45, wait: 55, size: 1}},
			50 * ms, "", "45ms to 55ms",
		},
		{
			"no other browser does", "Firefox",
			[]row{{host: "a.test", connect: 45, wait: 55, size: 1}},
			45 * ms, "", "",
		},
		{
			"Chrome's other connections count more", "WebInspector",
			[]row{{host: "a.test", connect: 10, wait: 55, size: 1}, {host: "a.test", at: 70, connect: 50, wait: 55, size: 1}},
			50 * ms, "", "",
		},
		{
			"TLS 1.3", "Firefox",
			[]row{{host: "a.test", connect: 110, ssl: 60, wait: 70, size: 1}},
			50 * ms, "1.3", "",
		},
		{
			"TLS 1.2", "Firefox",
			[]row{{host: "a.test", connect: 155, ssl: 105, wait: 70, size: 1}},
			50 * ms, "1.2", "",
		},
		{
			"the rest of a handshake", "Firefox",
			[]row{{host: "a.test", connect: 110, ssl: 60, wait: 70, size: 1}, {host: "a.test", at: 200, connect: 8, ssl: 8, wait: 70, size: 1}},
			50 * ms, "1.3", "",
		},
		{
			"TLS 1.2, and a quick machine", "Firefox",
			[]row{{host: "a.test", connect: 151, ssl: 101, wait: 70, size: 1}},
			50 * ms, "1.2", "",
		},
		{
			"computing looks like a round trip", "Firefox",
			[]row{{host: "a.test", connect: 35, ssl: 25, wait: 15, size: 1}},
			10 * ms, "1.3", "",
		},
		{
			"what computing takes is learned from another host", "Firefox",
			[]row{{host: "a.test", connect: 80, ssl: 65, wait: 20, size: 1}, {host: "far.test", at: 100, connect: 250, ssl: 150, wait: 110, size: 1}},
			15 * ms, "1.3", "",
		},
		{
			"and what it does not explain", "Firefox",
			[]row{{host: "a.test", connect: 80, ssl: 65, wait: 20, size: 1}, {host: "far.test", at: 100, connect: 205, ssl: 105, wait: 110, size: 1}},
			15 * ms, "1.2", "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := recordingOf(t, c.creator, c.rows...).Estimate().Hosts[0]
			require.Equal(t, c.rtt, h.RTT, h.Basis)
			require.Equal(t, c.tls, h.TLS, h.TLSBasis)
			require.Equal(t, c.doubt, h.Doubt)
			require.NotEmpty(t, h.Basis)
		})
	}
}

// Responses side by side share the link: 2 of 125 kB in the same 200 ms are
// 10 Mbit/s, and IP's headers.
func TestRateIsShared(t *testing.T) {
	rows := []row{{host: "a.test", connect: 50, wait: 50, receive: 1, size: 1000}}
	for i := range 10 {
		at := 110 + 250*float64(i/2)
		rows = append(rows, row{host: "a.test", at: at, wait: 50, receive: 200, size: 125_000, connection: fmt.Sprint(i % 2)})
	}
	e := recordingOf(t, "Firefox", rows...).Estimate()
	require.InEpsilon(t, 10e6*packets, e.Down, 0.25)
	require.False(t, e.DownIsLeast, e.DownBasis)
	require.Equal(t, 2, len(recordingOf(t, "Firefox", rows...).Connections)-1)

	small := recordingOf(t, "Firefox", row{host: "a.test", connect: 50, wait: 50, receive: 0, size: 5000}).Estimate()
	require.Zero(t, small.Down)
	require.Contains(t, small.DownDoubt, "unlimited")
}

// A load that is over in one of the times over which rates are taken does not
// show a full link: its busiest time is all of it.
func TestRateOfAShortLoad(t *testing.T) {
	rows := []row{{host: "a.test", connect: 50, wait: 50, receive: 20, size: 60_000}}
	for i := range 6 {
		rows = append(rows, row{host: "a.test", at: 130, wait: 50, receive: 20 + float64(i), size: 50_000, connection: fmt.Sprint(i)})
	}
	e := recordingOf(t, "Firefox", rows...).Estimate()
	require.True(t, e.DownIsLeast, e.DownBasis)
	require.NotEmpty(t, e.DownDoubt)
	require.InEpsilon(t, 360_000*8*packets/0.105, e.Down, 0.1)
}

// Why a request was not sent at once.
func TestWait(t *testing.T) {
	rows := []row{{host: "a.test", connect: 50, wait: 50, size: 1}}
	for range 6 {
		rows = append(rows, row{host: "a.test", at: 200, connect: 50, wait: 50, receive: 100, size: 1})
	}
	rows = append(rows,
		row{host: "a.test", at: 200, blocked: 201, wait: 50, size: 1}, // all six were in use
		row{host: "b.test", at: 200, connect: 50, wait: 50, size: 1},
		row{host: "b.test", at: 310, blocked: 90, wait: 50, size: 1}, // none was
	)
	l := recordingOf(t, "WebInspector", rows...)
	f := l.Facts()
	require.Len(t, f.Waited, 1)
	require.Equal(t, "/7", f.Waited[0].Path)
	require.Equal(t, 201*time.Millisecond, f.Waiting)
	require.Len(t, f.Held, 1)
	require.Equal(t, "b.test", f.Held[0].Host)
	require.Equal(t, 8*50*time.Millisecond, f.Handshakes)
	require.Equal(t, "a.test", f.Hosts[0].Host)
	require.Equal(t, 201*time.Millisecond, f.Slowest[0].Took)
}
