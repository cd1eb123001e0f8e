package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// file is a run of a scenario file's text, as it comes out.
func file(t *testing.T, text string) *scenario.Run {
	t.Helper()
	s, err := scenario.Parse("via.yaml", []byte(text))
	require.NoError(t, err)
	require.Empty(t, s.Warnings)
	return &s.Runs[0]
}

// A hop passes early hints on: the files are asked for while the server thinks
// about the HTML.
func TestViaHints(t *testing.T) {
	const text = `
network: {rtt: 100ms}
http: "2"
tls: "1.3"
server: {think: 500ms}
via: [{role: cdn, rtt: 10ms, pool: warm}]
page: {html: 1KB, assets: [{count: 3, size: 1KB, type: css, think: 0ms, ahead: `
	hinted := play(t, *file(t, text+"hints}]}"), replay.Options{})
	plain := play(t, *file(t, text+"no}]}"), replay.Options{})
	require.InDelta(t, 110*time.Millisecond, plain.Total-hinted.Total, float64(2*time.Millisecond), "a round trip of both legs")
}

// A hop that says Alt-Svc is spoken to in HTTP/3 on the next visit.
func TestViaAltSvc(t *testing.T) {
	run := file(t, `
network: {rtt: 100ms}
via: [{role: cdn, rtt: 10ms, http: "2", tls: "1.3", idle_timeout: 1s}]
page: {html: 1KB}
visits: 2
pause: 5s
alt_svc: true
`)
	visits := playVisits(t, *run, replay.Options{})
	require.Equal(t, "h2", visits[0].Connections[0].Protocol)
	require.Equal(t, "h3", visits[1].Connections[0].Protocol)
}

// What changes with the browser's network is its way to the hop; QUIC's connection
// with that goes on, and what was under way comes without being asked for again.
func TestViaMigration(t *testing.T) {
	for _, c := range []struct {
		change string
		rtt    time.Duration
	}{
		{"migrate: {at: 80ms, network: {rtt: 30ms}}", 30 * time.Millisecond},
		{"migrate: {at: 80ms}", 10 * time.Millisecond},
		{"events: [{at: 80ms, address_change: browser}]", 10 * time.Millisecond},
	} {
		t.Run(c.change, func(t *testing.T) {
			run := file(t, c.change+`
network: {rtt: 100ms}
via: [{role: cdn, rtt: 10ms, http: "3", pool: warm}]
page: {html: 1KB, assets: [{count: 3, size: 1KB, type: css}]}
`)
			s := run.Setup()
			require.Equal(t, c.rtt, s.Path(s.Host(s.Change.Host), s.PageServer()).RTT)
			out := play(t, *run, replay.Options{})
			require.Positive(t, out.Connections[0].Moved)
			require.Len(t, out.Connections, 1)
			for i := range out.Resources {
				require.Zero(t, out.Resources[i].Repeats)
			}
		})
	}
}

// Servers that are elsewhere are asked directly: the hop has the other names.
func TestViaElsewhere(t *testing.T) {
	out := play(t, *file(t, `
network: {rtt: 100ms}
via: [{role: cdn, rtt: 10ms}]
servers: {other.example.test: {rtt: 30ms}}
page: {html: 1KB, assets: [{count: 1, size: 1KB}, {count: 1, size: 1KB, host: other.example.test}]}
`), replay.Options{})
	require.Len(t, out.Resources[1].Legs, 1)
	require.Empty(t, out.Resources[2].Legs)
	require.InDelta(t, 60*time.Millisecond, out.Resources[2].Sum()-out.Resources[2].Blocked, float64(time.Millisecond))
}
