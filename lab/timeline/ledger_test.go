package timeline_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

func TestLedger(t *testing.T) {
	for _, c := range []struct {
		name string
		load timelinetest.Load
		want string
	}{
		{"close", timelinetest.Load{HTTP: "1.0", Assets: 10, Connections: 1}, "TCP 11, 11 waves = 22 RTT"},
		{"keep-alive", timelinetest.Load{HTTP: "1.1", Assets: 10, Connections: 1}, "TCP 1, 11 waves = 12 RTT"},
		{"HTTP/2 with TLS 1.2", timelinetest.Load{HTTP: "2", Assets: 100, TLS: 2}, "TCP 1, TLS 2, 2 waves = 5 RTT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := c.load.Run()
			ledger := run.Ledger()
			require.Equal(t, c.want, ledger.String())
			require.Equal(t, run.Total, ledger.Took, "without bandwidth limit and think time nothing is left over")
		})
	}
	require.Equal(t, "no round trips", timeline.Ledger{}.String())
}

// pieces makes a run's pieces of causes and how long each holds.
func pieces(parts ...any) (out []timeline.Piece) {
	at := time.Duration(0)
	for i := 0; i < len(parts); i += 2 {
		length := parts[i+1].(time.Duration)
		out = append(out, timeline.Piece{Cause: parts[i].(timeline.Cause), From: at, To: at + length})
		at += length
	}
	return out
}

// Where it is known what a load waited for, that is what is counted: rounds of
// slow start are those that left the link idle, once a round trip however often.
func TestLedgerCountsCauses(t *testing.T) {
	const tcp, ask, slow, send, queue, loss = timeline.TCP, timeline.Asking, timeline.SlowStart, timeline.Sending, timeline.Queueing, timeline.Recovery
	for _, c := range []struct {
		name  string
		waits []any
		want  string
		took  time.Duration
	}{
		{"one window", []any{tcp, R, ask, R, send, R}, "TCP 1, 1 wave = 2 RTT", 2 * R},
		{"no rate: rounds join", []any{tcp, R, ask, R, slow, 2 * R}, "TCP 1, 1 wave, slow start 2 = 4 RTT", 4 * R},
		{"a tenth may be missing", []any{tcp, R, ask, R, slow, 2*R - R/20}, "TCP 1, 1 wave, slow start 2 = 4 RTT", 4*R - R/20},
		{"more than whole rounds is on the way", []any{tcp, R, ask, R, slow, R + R/2}, "TCP 1, 1 wave, slow start 1 = 3 RTT", 3*R + R/2},
		{"a tenth of idle time is a round", []any{tcp, R, ask, R, slow, R/10 + 1, send, R}, "TCP 1, 1 wave, slow start 1 = 3 RTT", 2*R + R/10 + 1},
		{"less is none", []any{tcp, R, ask, R, slow, R / 10, send, R}, "TCP 1, 1 wave = 2 RTT", 2*R + R/10},
		{"a rate: windows between", []any{tcp, R, ask, R, send, R / 4, slow, 3 * R / 4, send, R / 2, slow, R / 2, send, R}, "TCP 1, 1 wave, slow start 2 = 4 RTT", 3*R + R/4},
		{"one round in two", []any{tcp, R, ask, R, slow, R / 4, queue, R / 4, slow, R / 4, send, R}, "TCP 1, 1 wave, slow start 1 = 3 RTT", 2*R + R/2},
		{"a loss is no round trip", []any{tcp, R, loss, 10 * R, ask, R, loss, 3 * R}, "TCP 1, 1 wave = 2 RTT", 2 * R},
		{"a slow link's request is one", []any{tcp, R, ask, 7 * R}, "TCP 1, 1 wave = 2 RTT", 8 * R},
		{"half of it before the server thinks", []any{tcp, R, ask, R / 2, timeline.Server, 5 * R, ask, R / 2}, "TCP 1, 1 wave = 2 RTT", 2 * R},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := timeline.Run{
				RTT: R, Pieces: pieces(c.waits...), Connections: []timeline.Connection{{ID: 1, Connect: R}},
				Resources: []timeline.Resource{{Initiator: -1, Connection: 1}},
			}
			ledger := run.Ledger()
			require.Equal(t, c.want, ledger.String())
			require.Equal(t, c.took, ledger.Took)
		})
	}
}

// A handshake counts the round trips that it has, however long it takes: a SYN
// is sent again after a second (RFC 6298 §2), and a slow link takes its time
// over a certificate.
func TestLedgerCountsWhatHandshakesHave(t *testing.T) {
	for _, c := range []struct {
		name, version string
		conn          timeline.Connection
		want          string
	}{
		{"TCP's SYN is lost", "", timeline.Connection{Protocol: "http/1.1", Connect: 11 * R}, "TCP 1, 1 wave = 2 RTT"},
		{"slow link, TLS 1.3", "1.3", timeline.Connection{Connect: 3 * R, TLS: 20 * R}, "TCP 1, TLS 1, 1 wave = 3 RTT"},
		{"slow link, TLS 1.2", "1.2", timeline.Connection{Connect: 3 * R, TLS: 20 * R}, "TCP 1, TLS 2, 1 wave = 4 RTT"},
		{"resumed", "1.2", timeline.Connection{Connect: R, TLS: 20 * R, Resumed: true}, "TCP 1, TLS 1, 1 wave = 3 RTT"},
		// Ten segments of 1448 bytes leave 5520 of 20000 for a second round.
		{"large certificates", "1.3", timeline.Connection{Connect: R, TLS: 2 * R, Certificates: 20_000}, "TCP 1, TLS 2, 1 wave = 4 RTT"},
		{"QUIC's packets are lost", "1.3", timeline.Connection{Protocol: "h3", Connect: 9 * R, Certificates: 3000}, "QUIC 1, 1 wave = 2 RTT"},
		{"QUIC, amplification", "1.3", timeline.Connection{Protocol: "h3", Connect: 2 * R, Certificates: 6000}, "QUIC 2, 1 wave = 3 RTT"},
		{"QUIC, none needed", "1.3", timeline.Connection{Protocol: "h3", Connect: R, Certificates: 6000}, "QUIC 1, 1 wave = 2 RTT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.conn.ID = 1
			phases := timeline.Phases{Connect: c.conn.Connect, TLS: c.conn.TLS, Wait: R}
			run := timeline.Run{
				RTT: R, TLS: c.version, Total: phases.Sum(), Connections: []timeline.Connection{c.conn},
				Resources: []timeline.Resource{{Initiator: -1, Connection: 1, Phases: phases}},
			}
			ledger := run.Ledger()
			require.Equal(t, c.want, ledger.String())
			require.Equal(t, time.Duration(ledger.RoundTrips())*R, ledger.Took)
		})
	}
}

// After a change of network a round trip takes as long as it does there: two of
// 300 ms instead of 100.
func TestLedgerAfterAChangeOfNetwork(t *testing.T) {
	run := timeline.Run{
		RTT: R, Change: timeline.Change{At: 5 * R, RTT: 3 * R}, Total: 12 * R,
		Connections: []timeline.Connection{{ID: 1, Connect: R}, {ID: 2, Opened: 6 * R, Connect: 3 * R}},
		Resources: []timeline.Resource{
			{ID: 0, Initiator: -1, Connection: 2, Phases: timeline.Phases{Blocked: 6 * R, Connect: 3 * R, Wait: 3 * R}},
		},
	}
	ledger := run.Ledger()
	require.Equal(t, "TCP 1, 1 wave = 2 RTT", ledger.String())
	require.Equal(t, 6*R, ledger.Took)
}

// Each connection's round trips take what its own path does, its window and its
// rate are its own, and its TLS is of its own version.
func TestLedgerOfSeveralPaths(t *testing.T) {
	const ms = time.Millisecond
	run := timeline.Run{
		RTT: 200 * ms, TLS: "1.3", Window: 1, Total: 440 * ms,
		Connections: []timeline.Connection{
			{ID: 1, Connect: 200 * ms, RTT: 200 * ms, Window: 10},
			{ID: 2, Opened: 400 * ms, Connect: 10 * ms, TLS: 20 * ms, RTT: 10 * ms, Window: 10, TLSVersion: "1.2"},
		},
		Resources: []timeline.Resource{
			{ID: 0, Initiator: -1, Connection: 1, Bytes: 10_000, Phases: timeline.Phases{Connect: 200 * ms, Wait: 200 * ms}},
			{ID: 1, Initiator: 0, Connection: 2, Bytes: 10_000, Start: 400 * ms, Phases: timeline.Phases{Connect: 10 * ms, TLS: 20 * ms, Wait: 10 * ms}},
		},
	}
	ledger := run.Ledger()
	require.Equal(t, "TCP 2, TLS 2, 2 waves = 6 RTT", ledger.String())
	require.Equal(t, run.Total, ledger.Took)
}
