package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

const (
	legNear = 10 * time.Millisecond  // to the first hop
	legFar  = 100 * time.Millisecond // from the last one
)

// hop is one that keeps connections on both sides.
func hop(role scenario.Role, rtt time.Duration, change func(*scenario.Hop)) scenario.Hop {
	h := scenario.Hop{Role: role, HTTP: "1.1", KeepAlive: true, UpstreamKeepAlive: true, Servers: 1}
	h.Network.RTT = rtt
	if change != nil {
		change(&h)
	}
	return h
}

func asIs(*scenario.Hop) {}

// older is one over HTTP/1.0 on both sides, as the scenario file has it.
func older(h *scenario.Hop) { h.HTTP, h.KeepAlive, h.UpstreamKeepAlive = "1.0", false, false }

// A page of 11 files of no weight, one after the other, through one hop. Without
// TLS a file takes a round trip on each leg, and a connection one more.
var oneByOne = []struct {
	name      string
	role      scenario.Role
	change    func(*scenario.Hop)
	near, far int    // round trips on either leg
	http      string // to the server; "": 1.1
}{
	{"cdn, cold", scenario.CDN, asIs, 12, 12, ""},
	{"cdn, warm", scenario.CDN, func(h *scenario.Hop) { h.Pool.Warm = true }, 12, 11, ""},
	{"cdn, hit", scenario.CDN, func(h *scenario.Hop) { h.Cache = scenario.Cache{Is: true, Hit: 1} }, 12, 0, ""},
	{"cdn, miss", scenario.CDN, func(h *scenario.Hop) { h.Cache = scenario.Cache{Is: true} }, 12, 12, ""},
	{"cdn, a fifth", scenario.CDN, func(h *scenario.Hop) { h.Cache = scenario.Cache{Is: true, Hit: 0.2} }, 12, 10, ""},
	{"closed to the servers", scenario.LoadBalancer, func(h *scenario.Hop) { h.UpstreamKeepAlive = false }, 12, 22, ""},
	{"closed to the browser", scenario.LoadBalancer, func(h *scenario.Hop) { h.KeepAlive = false }, 22, 12, ""},
	{"three servers", scenario.LoadBalancer, func(h *scenario.Hop) { h.Servers = 3 }, 12, 14, ""},
	{"proxy", scenario.ForwardProxy, asIs, 12, 12, ""},
	{"proxy, closed on both sides", scenario.ForwardProxy, func(h *scenario.Hop) { h.KeepAlive, h.UpstreamKeepAlive = false, false }, 22, 22, ""},
	{"cdn, 1.0", scenario.CDN, older, 22, 22, "1.0"},
	{"cdn, 1.0 to the server", scenario.CDN, func(h *scenario.Hop) { h.UpstreamKeepAlive = false }, 12, 22, "1.0"},
	{"cdn, 1.0 to the browser, kept", scenario.CDN, func(h *scenario.Hop) { h.HTTP = "1.0" }, 12, 12, ""},
	{"proxy, 1.0", scenario.ForwardProxy, older, 22, 22, "1.0"},
}

func TestViaRoundTrips(t *testing.T) {
	for _, c := range oneByOne {
		t.Run(c.name, func(t *testing.T) {
			run := settings(10, legFar)
			run.TCP = scenario.TCP{}
			run.Page.HTML, run.Page.Assets[0].Size = 1000, 1000
			run.Browser.ConnectionsPerHost = 1
			run.Via = []scenario.Hop{hop(c.role, legNear, c.change)}
			if c.http != "" {
				run.HTTP = c.http
			}
			out := play(t, run, replay.Options{})
			exact := time.Duration(c.near)*legNear + time.Duration(c.far)*legFar
			require.GreaterOrEqual(t, out.Total, exact)
			require.LessOrEqual(t, out.Total, exact+exact/100)
			hits := 0
			for i := range out.Resources {
				res := &out.Resources[i]
				require.Len(t, res.Legs, 1)
				leg := &res.Legs[0]
				require.Equal(t, string(c.role), leg.Role)
				require.Equal(t, 200, leg.Status)
				require.GreaterOrEqual(t, leg.Start, res.Sent(), "the request is at the proxy after it was sent")
				require.LessOrEqual(t, leg.End(), res.End())
				if leg.Hit {
					hits++
					require.Zero(t, leg.Wait)
					continue
				}
				require.InDelta(t, legFar, leg.Wait, float64(legFar/100))
				if leg.Reused {
					require.Zero(t, leg.Connect)
				}
			}
			require.Equal(t, c.name == "cdn, hit", hits == 11)
		})
	}
}

// The same page over HTTP/3 to the hop: a round trip for QUIC with its TLS, one for
// the HTML, and one for all files at once.
func TestViaHTTP3RoundTrips(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*scenario.Run, *scenario.Hop)
		far    int
	}{
		{"hit", func(_ *scenario.Run, h *scenario.Hop) { h.Cache = scenario.Cache{Is: true, Hit: 1} }, 0},
		{"miss, warm", func(_ *scenario.Run, h *scenario.Hop) { h.Pool = scenario.Pool{Size: 10, Warm: true} }, 2},
		{"miss, cold", func(*scenario.Run, *scenario.Hop) {}, 2 + 2},
		{"miss, warm, 2 to the server", func(r *scenario.Run, h *scenario.Hop) { r.HTTP, h.Pool.Warm = "2", true }, 2},
		{"miss, warm, 3 to the server", func(r *scenario.Run, h *scenario.Hop) {
			r.HTTP, r.TLS.Version, h.Pool.Warm = "3", "1.3", true
		}, 2},
		{"miss, cold, 3 to the server", func(r *scenario.Run, _ *scenario.Hop) { r.HTTP, r.TLS.Version = "3", "1.3" }, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			run := settings(10, legFar)
			run.TCP = scenario.TCP{}
			run.Page.HTML, run.Page.Assets[0].Size = 500, 500
			h := hop(scenario.CDN, legNear, func(h *scenario.Hop) { h.HTTP, h.TLS = "3", "1.3" })
			c.change(&run, &h)
			run.Via = []scenario.Hop{h}
			out := play(t, run, replay.Options{Explain: true})
			require.Empty(t, out.Err)
			exact := 3*legNear + time.Duration(c.far)*legFar
			require.GreaterOrEqual(t, out.Total, exact)
			require.LessOrEqual(t, out.Total, exact+exact/100)
			require.Equal(t, "h3", out.Connections[0].Protocol)
			shares := timeline.AddUp(out.Pieces)
			require.InDelta(t, legNear, shares[timeline.QUIC], float64(time.Millisecond))
			require.InDelta(t, 2*legNear, shares[timeline.Asking], float64(time.Millisecond))
			require.InDelta(t, time.Duration(c.far)*legFar, shares[timeline.Proxy], float64(time.Millisecond))
		})
	}
}

// viaPages are small pages through hops, for what every page has to stand.
var viaPages = map[string]func(*scenario.Run){
	"via cdn": func(r *scenario.Run) { r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, asIs)} },
	"via cdn TLS, 2": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "2", "1.3"
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS = "2", "1.3" })}
	},
	"via cdn, 2 to 1.1": func(r *scenario.Run) {
		r.TLS.Version = "1.2"
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS, h.Pool.Warm = "2", "1.3", true })}
	},
	"via proxy": func(r *scenario.Run) { r.Via = []scenario.Hop{hop(scenario.ForwardProxy, 4*time.Millisecond, asIs)} },
	"via proxy, tunnel": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "2", "1.3"
		r.Via = []scenario.Hop{hop(scenario.ForwardProxy, 4*time.Millisecond, asIs)}
	},
	"via three": func(r *scenario.Run) {
		r.Via = []scenario.Hop{
			hop(scenario.ForwardProxy, 4*time.Millisecond, asIs),
			hop(scenario.CDN, 6*time.Millisecond, func(h *scenario.Hop) {
				h.Cache, h.Pool = scenario.Cache{Is: true, Hit: 0.5}, scenario.Pool{Size: 1, Warm: true}
			}),
			hop(scenario.LoadBalancer, 2*time.Millisecond, func(h *scenario.Hop) { h.Servers, h.Think = 2, time.Millisecond }),
		}
	},
	"via cdn, 3 to 1.1": func(r *scenario.Run) {
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS = "3", "1.3" })}
	},
	"via cdn, 3 all the way": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "3", "1.3"
		r.Via = []scenario.Hop{
			hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS, h.Pool.Warm = "3", "1.3", true }),
			hop(scenario.LoadBalancer, 2*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS, h.Servers = "3", "1.3", 2 }),
		}
	},
	"via cdn, Alt-Svc": func(r *scenario.Run) {
		twice(r)
		r.AltSvc = true
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS, h.IdleTimeout = "2", "1.3", 20*time.Millisecond })}
	},
	"via cdn, 1.0": func(r *scenario.Run) {
		r.HTTP, r.KeepAlive = "1.0", new(false)
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, older)}
	},
	"via cdn, 1.0 TLS": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "1.0", "1.3"
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { older(h); h.HTTP, h.KeepAlive = "1.1", true })}
	},
	"via proxy, 1.0": func(r *scenario.Run) {
		r.HTTP = "1.0"
		r.Via = []scenario.Hop{hop(scenario.ForwardProxy, 4*time.Millisecond, older)}
	},
	"via cdn, 3, migration": func(r *scenario.Run) {
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS = "3", "1.3" })}
		r.Migrate = scenario.Migrate{At: 45 * time.Millisecond, Network: scenario.Network{RTT: 30 * time.Millisecond}}
	},
	"via proxy, migration": func(r *scenario.Run) {
		r.Via = []scenario.Hop{hop(scenario.ForwardProxy, 4*time.Millisecond, asIs)}
		r.Migrate = scenario.Migrate{At: 45 * time.Millisecond, Network: scenario.Network{RTT: 30 * time.Millisecond}}
	},
	"via cdn, elsewhere": func(r *scenario.Run) {
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, asIs)}
		r.Page.Hosts = 2
		r.Servers = []scenario.OtherServer{{Name: scenario.ShardHost(1), HTTP: "1.1", KeepAlive: true, Network: scenario.Network{RTT: 30 * time.Millisecond}}}
	},
	"via cdn, hints": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "2", "1.3"
		r.Page.Assets[0].Ahead, r.Page.Assets[0].Type, r.Server.Think = page.Hints, page.CSS, 30*time.Millisecond
		r.Via = []scenario.Hop{hop(scenario.CDN, 4*time.Millisecond, func(h *scenario.Hop) { h.HTTP, h.TLS = "2", "1.3" })}
	},
	"via visits": func(r *scenario.Run) {
		twice(r)
		r.Via = []scenario.Hop{hop(scenario.LoadBalancer, 4*time.Millisecond, func(h *scenario.Hop) { h.IdleTimeout = 10 * time.Millisecond })}
	},
}

// The same bytes each time, whatever goes through at once.
func TestViaSame(t *testing.T) {
	for name, change := range viaPages {
		t.Run(name, func(t *testing.T) {
			run := small(change)
			run.Page.Assets[0].Count = 20
			if run.Setup().QUIC() {
				sameEveryTime(t, run)
				return
			}
			first := playVia(t, run)
			for range 5 {
				require.Equal(t, first, playVia(t, run))
			}
		})
	}
}

// playVia is what all visits of a run gave.
func playVia(t *testing.T, run scenario.Run) []timeline.Run {
	t.Helper()
	out, _ := killed(t, run.Setup(), nil, 0)
	for i := range out {
		require.Empty(t, out[i].Err)
	}
	return out
}

// Whatever is killed between browser and server in whichever moment, the load
// ends, leaves nothing behind, and says why it is not complete.
func TestViaKill(t *testing.T) {
	for name, change := range viaPages {
		t.Run(name, func(t *testing.T) {
			run := small(change)
			kill(t, name, run.Setup, instants())
		})
	}
}

// What a proxy waits for is its share of the load, and what the server behind it
// thinks the server's.
func TestViaShares(t *testing.T) {
	const think = 30 * time.Millisecond
	run := settings(2, legFar)
	run.TCP, run.Server.Think = scenario.TCP{}, think
	run.Page.HTML, run.Page.Assets[0].Size, run.Page.Assets[0].Think = 1000, 1000, think
	run.Browser.ConnectionsPerHost = 1
	run.Via = []scenario.Hop{hop(scenario.LoadBalancer, legNear, asIs)}
	out := play(t, run, replay.Options{Explain: true})
	shares := timeline.AddUp(out.Pieces)
	require.InDelta(t, 3*think, shares[timeline.Server], float64(time.Millisecond))
	require.InDelta(t, 4*legFar, shares[timeline.Proxy], float64(time.Millisecond), "a handshake, and three requests")
	require.InDelta(t, 3*legNear, shares[timeline.Asking], float64(time.Millisecond))
}
