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

// 100000 bytes take 3 rounds of a window that starts at 14480 and doubles
// (14480, 43440, 101360), so the body goes on for 2 RTT after its first byte.
func TestLedgerSlowStart(t *testing.T) {
	single := func(bytes, down int64, wait, receive time.Duration) timeline.Ledger {
		run := timeline.Run{
			RTT: R, Down: down, Total: R + wait + receive,
			Connections: []timeline.Connection{{ID: 1, Connect: R}},
			Resources: []timeline.Resource{{
				Initiator: -1, Connection: 1, Bytes: bytes,
				Phases: timeline.Phases{Connect: R, Wait: wait, Receive: receive},
			}},
		}
		return run.Ledger()
	}
	require.Equal(t, "TCP 1, 1 wave, slow start 2 = 4 RTT", single(100_000, 0, R, 2*R).String())
	require.Equal(t, "TCP 1, 1 wave, slow start 2 = 4 RTT", single(100_000, 0, R, 2*R-R/10).String(), "a tenth of a round trip may be missing")
	require.Equal(t, "TCP 1, 1 wave, slow start 1 = 3 RTT", single(100_000, 0, R, 2*R-R/10-1).String(), "and no more")
	require.Equal(t, "TCP 1, 1 wave = 2 RTT", single(14_480, 0, R, 2*R).String(), "one window needs no second round")
	require.Equal(t, "TCP 1, 1 wave = 2 RTT", single(100_000, 4_000_000, R, 2*R).String(), "at 4 Mbit/s the bytes alone take 2 RTT")
	require.Equal(t, "TCP 1, 1 wave, slow start 1 = 3 RTT", single(100_000, 8_000_000, R, 2*R).String(), "at 8 Mbit/s they take 1 RTT")
	// 85 KB from a first window of 3 segments: 4344, 13032, 30408, 65160, 134664
	// bytes after as many rounds.
	old := timeline.Run{
		RTT: R, Window: 3, Total: 6 * R, Connections: []timeline.Connection{{ID: 1, Connect: R}},
		Resources: []timeline.Resource{{Initiator: -1, Connection: 1, Bytes: 85_000, Phases: timeline.Phases{Connect: R, Wait: R, Receive: 4 * R}}},
	}
	require.Equal(t, "TCP 1, 1 wave, slow start 4 = 6 RTT", old.Ledger().String())
	// 50 Mbit/s carry 625 kB in a round trip of 100 ms: the windows up to 463360
	// leave the link idle, 6 rounds; the seventh, 926720, does not. 3 MB take
	// the link the rest of the time.
	require.Equal(t, "TCP 1, 1 wave, slow start 6 = 8 RTT", single(3_000_000, 50_000_000, R, 935*time.Millisecond).String())
	require.Equal(t, "TCP 1, 1 wave, slow start 2 = 4 RTT", single(100_000, 0, 3*R, 0).String(), "held back before the first byte")
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

// Bodies do not arrive as evenly as one can tell of them: a tenth of a round trip
// may be missing for a round, and no more.
func TestLedgerSlowStartAllowsForATenth(t *testing.T) {
	for missing, want := range map[time.Duration]string{
		R / 20:     "TCP 1, 1 wave, slow start 2 = 4 RTT",
		R/10 + R/5: "TCP 1, 1 wave, slow start 1 = 3 RTT",
		R / 5:      "TCP 1, 1 wave, slow start 1 = 3 RTT",
	} {
		run := timeline.Run{
			RTT: R, Total: 4*R - missing, Connections: []timeline.Connection{{ID: 1, Connect: R}},
			Resources: []timeline.Resource{{
				Initiator: -1, Connection: 1, Bytes: 100_000,
				Phases: timeline.Phases{Connect: R, Wait: R, Receive: 2*R - missing},
			}},
		}
		require.Equal(t, want, run.Ledger().String(), missing)
	}
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
