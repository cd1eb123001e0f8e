package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A program asks at 0, 2 and 4 s, 100 ms away; something happens at 1 s, and
// something else at 3 s. Each request takes what the law of that says.
func TestEvents(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name, events string
		via          string
		took         [3]time.Duration
		conns        int
	}{
		{"none", "[]", "", [3]time.Duration{200 * ms, 100 * ms, 100 * ms}, 1},
		{"farther, and near", "[{at: 1s, rtt: 300ms}, {at: 3s, rtt: 20ms}]", "", [3]time.Duration{200 * ms, 300 * ms, 20 * ms}, 1},
		// The order in the file does not matter.
		{"near, and farther", "[{at: 3s, rtt: 300ms}, {at: 1s, rtt: 20ms}]", "", [3]time.Duration{200 * ms, 20 * ms, 300 * ms}, 1},
		{"the server restarts", "[{at: 1s, restart: origin}]", "", [3]time.Duration{200 * ms, 200 * ms, 100 * ms}, 2},
		{"a reset", "[{at: 1s, reset: 1}, {at: 3s, reset: 2}]", "", [3]time.Duration{200 * ms, 200 * ms, 200 * ms}, 3},
		{"by its own name", "[{at: 3s, restart: www.example.test}]", "", [3]time.Duration{200 * ms, 100 * ms, 200 * ms}, 2},
		// The balancer has to dial again, and its client need not.
		{"the server behind restarts", "[{at: 1s, restart: origin}]", "[{role: load_balancer}]", [3]time.Duration{200 * ms, 200 * ms, 100 * ms}, 1},
		{"the balancer restarts", "[{at: 1s, restart: load_balancer}]", "[{role: load_balancer, rtt: 10ms}]", [3]time.Duration{220 * ms, 120 * ms, 110 * ms}, 2},
		{"farther behind", "[{at: 1s, rtt: 300ms}]", "[{role: cdn, rtt: 10ms}]", [3]time.Duration{220 * ms, 310 * ms, 310 * ms}, 1},
		// A kilobyte and its headers take a tenth of a second at 100 kbps.
		{"a slow link", "[{at: 1s, down: 100kbps}, {at: 3s, down: unlimited}]", "", [3]time.Duration{200 * ms, 200 * ms, 100 * ms}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			via := ""
			if c.via != "" {
				via = "\nvia: " + c.via
			}
			run := played(t, "network: {rtt: 100ms}\nrequests: [{size: 1000B}, {at: 2s, size: 1000B}, {at: 4s, size: 1000B}]\nevents: "+c.events+via)
			require.Empty(t, run.Err)
			require.Zero(t, run.Failed())
			require.Len(t, run.Connections, c.conns)
			for i, want := range c.took {
				delta := 2 * ms
				if c.name == "a slow link" {
					delta = 5 * ms
				}
				require.InDelta(t, want, run.Resources[i].Phases.Sum(), float64(delta), "request %d", i)
			}
		})
	}
}

// A server that is away for a second is asked again by TCP, after 200 ms and
// then twice as long each time: 0.2, 0.6, 1.4 s after the request, of which the
// last finds it. The RTO is 200 ms and the round trip (RFC 6298: RTO = SRTT +
// max(G, 4 RTTVAR), at least 200 ms in Linux).
func TestHostDownAndUp(t *testing.T) {
	run := played(t, "network: {rtt: 10ms}\nrequests: [{}, {at: 2s}]\nevents: [{at: 1s, host_down: origin}, {at: 3s, host_up: origin}]")
	require.Zero(t, run.Failed())
	took := run.Resources[1].Phases.Sum()
	require.Greater(t, took, time.Second)
	require.Less(t, took, 2500*time.Millisecond)
	require.Equal(t, []string{"at 1s origin goes down", "at 3s origin is back"}, run.Notes)

	run = played(t, "network: {rtt: 10ms}\nrequests: [{}, {at: 2s}]\nevents: [{at: 1s, loss: 100%}, {at: 3s, loss: 0%}]")
	require.Equal(t, took, run.Resources[1].Phases.Sum(), "a way that loses everything is as good as none")
}

// What comes after the load is said, and does not happen.
func TestEventsAfterTheLoad(t *testing.T) {
	run := played(t, "network: {rtt: 10ms}\npage: {html: 1KB}\nevents: [{at: 5s, host_down: browser}]")
	require.Empty(t, run.Err)
	require.Equal(t, []string{"the load was over before browser goes down at 5s: let it happen earlier, or make the load longer"}, run.Warnings)
}

// migrate and reset are events, and events can be what they are.
func TestEventsAreMigrateAndReset(t *testing.T) {
	const page = "network: {rtt: 20ms}\npage: {html: 3KB, assets: [{count: 4, size: 3KB, think: 50ms}]}\n"
	for _, c := range []struct{ key, event string }{
		{"reset: {at: 60ms, connection: 1}", "events: [{at: 60ms, reset: 1}]"},
		{"migrate: {at: 60ms, network: {rtt: 30ms}}", "events: [{at: 60ms, network: {rtt: 30ms}}]"},
		{"migrate: {at: 60ms}", "events: [{at: 60ms, address_change: browser}]"},
		{"migrate: {at: 60ms}\nhttp: 3", "events: [{at: 60ms, address_change: browser}]\nhttp: 3"},
	} {
		require.Equal(t, visited(t, page+c.key), visited(t, page+c.event))
	}
}

// In visits of a page, each event is noted with the visit in which it happened.
func TestEventsInVisits(t *testing.T) {
	visits := visited(t, "network: {rtt: 20ms}\npage: {html: 3KB}\nvisits: 2\npause: 1s\nevents: [{at: 10ms, rtt: 40ms}, {at: 500ms, restart: origin}]")
	require.Contains(t, visits[0].Notes, "at 10ms the RTT is 40ms")
	require.Contains(t, visits[1].Notes, "at 500ms origin restarts, and all its connections are reset")
	require.Equal(t, 1, visits[1].Opened())
}

const manyEvents = `
network: {rtt: 20ms, down: 10Mbps}
page: {html: 3KB, assets: [{count: 9, size: 4KB}]}
via: [{role: cdn, rtt: 4ms}]
events:
  - {at: 30ms, host_down: origin}
  - {at: 400ms, host_up: origin}
  - {at: 410ms, reset: 1}
  - {at: 410ms, down: 1Mbps}
  - {at: 420ms, loss: 10%}
  - {at: 430ms, restart: origin}`

// The same bytes each time.
func TestEventsSame(t *testing.T) {
	first := visited(t, manyEvents)
	for range 5 {
		require.Equal(t, first, visited(t, manyEvents))
	}
}

// Events, and what kills a load in the middle of them.
func TestEventsKill(t *testing.T) {
	const text = `
network: {rtt: 20ms, down: 10Mbps}
page: {html: 3KB, assets: [{count: 9, size: 4KB}]}
via: [{role: cdn, rtt: 4ms}]
events: [{at: 30ms, down: 1Mbps}, {at: 40ms, loss: 5%}, {at: 50ms, rtt: 30ms}, {at: 60ms, host_down: origin}, {at: 400ms, host_up: origin}]`
	kill(t, "events", parsed(t, text).Setup, instants())
}
