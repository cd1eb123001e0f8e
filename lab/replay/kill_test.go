package replay_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// fault is something that ends a load, or the network under it.
type fault struct {
	name   string
	strike func(s *setup.Setup, net *replay.Network, cancel context.CancelCauseFunc)
	says   []string // one of these, when the load fails
}

var errKilled = errors.New("killed by the test")

// What TCP and QUIC say when nothing comes any more, and DNS.
var silence = []string{"timed out", "timeout", "did not finish within", "no answer to 4 queries"}

var faults = []fault{
	{"server down", func(_ *setup.Setup, net *replay.Network, _ context.CancelCauseFunc) { net.Servers[0].Down() }, silence},
	{"browser's link down", func(_ *setup.Setup, net *replay.Network, _ context.CancelCauseFunc) {
		net.Browser.Down()
		if net.After != nil {
			net.After.Down()
		}
	}, silence},
	{"everything is lost", func(s *setup.Setup, net *replay.Network, _ context.CancelCauseFunc) {
		for _, from := range append([]*netem.Host{net.Browser, net.After, net.Resolver}, net.Proxies...) {
			for _, to := range slices.Concat([]*netem.Host{net.Resolver}, net.Proxies, net.Servers) {
				if from != nil && to != nil && from != to {
					_ = net.Path(from, to, netem.Path{RTT: 10 * time.Millisecond, Loss: 1})
				}
			}
		}
	}, silence},
	{"proxy down", func(_ *setup.Setup, net *replay.Network, _ context.CancelCauseFunc) {
		if len(net.Proxies) > 0 {
			net.Proxies[len(net.Proxies)-1].Down()
		}
	}, silence},
	{"network closed", func(_ *setup.Setup, net *replay.Network, _ context.CancelCauseFunc) { go net.Close() }, []string{"closed"}},
	{"context cancelled", func(_ *setup.Setup, _ *replay.Network, cancel context.CancelCauseFunc) { cancel(errKilled) }, []string{errKilled.Error()}},
}

// killed plays a run in which a fault strikes at some time; nil: none does. It
// says how long it took, too.
func killed(t *testing.T, s *setup.Setup, f *fault, at time.Duration) (out []timeline.Run, took time.Duration) {
	t.Helper()
	var failure error
	err := bubble.Run(func() {
		ctx, cancel := context.WithCancelCause(context.Background())
		defer cancel(nil)
		var begun time.Time
		var strike *time.Timer
		opt := replay.Options{
			Prepare: func(_ string, net *replay.Network) {
				begun = time.Now()
				if f != nil {
					strike = time.AfterFunc(at, func() { f.strike(s, net, cancel) })
				}
			},
			Done: func(string) {
				took = time.Since(begun)
				if strike != nil {
					strike.Stop()
				}
			},
		}
		out, failure = replay.Visits(ctx, s, opt)
	})
	require.NoError(t, err) // no panic, and no goroutine that is left or waits for ever
	require.NoError(t, failure)
	return out, took
}

// small is a page of few files.
func small(change func(*scenario.Run)) scenario.Run {
	run := settings(3, 20*time.Millisecond)
	run.TCP = scenario.TCP{}
	run.Page.HTML, run.Page.Assets[0].Size = 3000, 4000
	run.Network.Down, run.Network.Up = 10*netem.Mbps, 2*netem.Mbps
	change(&run)
	return run
}

func twice(r *scenario.Run) {
	r.Visits, r.Pause, r.Server.KeepAliveTimeout = 2, 40*time.Millisecond, 30*time.Millisecond
}

// programmed has a program in place of the browser, whose connection is closed
// now and then.
func programmed(r *scenario.Run) {
	r.Server.KeepAliveTimeout = 30 * time.Millisecond
	r.Requests = []scenario.Asked{{Count: 2, Size: 3000}, {Count: 2, After: 25 * time.Millisecond, Size: 100}, {Count: 1, After: 40 * time.Millisecond, Size: 100, Request: scenario.Request{Method: "POST", Upload: 5000}}}
}

// queried has a program in place of the browser that asks a database.
func queried(r *scenario.Run, q scenario.Queries) {
	q.Protocol, q.SSLMode = cmp.Or(q.Protocol, "simple"), cmp.Or(q.SSLMode, "disable")
	q.Think = 3 * time.Millisecond
	r.Queries = q
}

var smallPages = map[string]func(*scenario.Run){
	"1.0":              func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) },
	"1.0 keep-alive":   func(r *scenario.Run) { r.HTTP = "1.0" },
	"1.1":              func(*scenario.Run) {},
	"1.1 TLS 1.2":      func(r *scenario.Run) { r.TLS.Version = "1.2" },
	"1.1 TLS 1.3":      func(r *scenario.Run) { r.TLS.Version = "1.3" },
	"1.1 pipelined":    func(r *scenario.Run) { r.Pipeline = true },
	"1.1 max requests": func(r *scenario.Run) { r.Server.MaxRequests = 1 },
	"1.1 names":        func(r *scenario.Run) { r.Page.Hosts, r.Browser.DNS.RTT = 2, 10*time.Millisecond },
	"1.1 visits":       twice,
	"1.1 migration": func(r *scenario.Run) {
		r.Migrate = scenario.Migrate{At: 45 * time.Millisecond, Network: scenario.Network{RTT: 30 * time.Millisecond}}
	},
	"1.1 reset": func(r *scenario.Run) { r.Reset = scenario.Reset{At: 45 * time.Millisecond, Connection: 1} },
	"1.1 loss":  func(r *scenario.Run) { r.Network.LossDown = 0.1 },
	"2":         func(r *scenario.Run) { r.HTTP = "2" },
	"2 TLS 1.2": func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.2" },
	"2 push": func(r *scenario.Run) {
		r.HTTP = "2"
		r.Page.Assets[0].Ahead, r.Page.Assets[0].Type = page.Push, page.CSS
	},
	"2 hints": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "2", "1.3"
		r.Page.Assets[0].Ahead, r.Page.Assets[0].Type, r.Server.Think = page.Hints, page.CSS, 10*time.Millisecond
	},
	"2 visits":  func(r *scenario.Run) { r.HTTP = "2"; twice(r) },
	"2 Alt-Svc": func(r *scenario.Run) { r.HTTP, r.TLS.Version, r.AltSvc = "2", "1.3", true; twice(r) },
	"3":         func(r *scenario.Run) { r.HTTP, r.TLS.Version = "3", "1.3" },
	"3 0-RTT":   func(r *scenario.Run) { r.HTTP, r.TLS.Version, r.TLS.Resume = "3", "1.3", true },
	"3 migration": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version = "3", "1.3"
		r.Migrate = scenario.Migrate{At: 45 * time.Millisecond, Network: scenario.Network{RTT: 30 * time.Millisecond}}
	},
	"1.1 requests": programmed,
	"1.1 requests, TLS": func(r *scenario.Run) {
		programmed(r)
		r.TLS.Version = "1.3"
	},
	"1.1 requests, callers": func(r *scenario.Run) {
		programmed(r)
		r.Requests[0].Count, r.Requests[0].Callers = 9, 3
	},
	"1.1 requests, cut": func(r *scenario.Run) {
		programmed(r)
		r.Requests[0].Cut = &page.Cut{Reset: true}
	},
	"2 requests": func(r *scenario.Run) {
		programmed(r)
		r.HTTP = "2"
	},
	"users": func(r *scenario.Run) {
		r.Users = scenario.Users{Count: 20, Over: 100 * time.Millisecond}
		r.Server.KeepAliveTimeout, r.Server.FileDescriptors = 20*time.Millisecond, 16
	},
	"queries": func(r *scenario.Run) { queried(r, scenario.Queries{Count: 5, Callers: 1, Auth: "trust"}) },
	"queries, pool": func(r *scenario.Run) {
		queried(r, scenario.Queries{Count: 10, Callers: 5, Pool: 2, Auth: "trust", Protocol: "extended"})
	},
	"queries, TLS": func(r *scenario.Run) {
		queried(r, scenario.Queries{Count: 4, Callers: 2, Pool: 2, Auth: "trust", SSLMode: "require"})
		r.TLS.Version = "1.3"
	},
	"queries, SCRAM": func(r *scenario.Run) {
		queried(r, scenario.Queries{Count: 2, Callers: 1, Pool: 1, Auth: "scram-sha-256"})
	},
	"queries, login": func(r *scenario.Run) {
		queried(r, scenario.Queries{Count: 6, Callers: 3, Pool: 3, Auth: "trust", Login: 7 * time.Millisecond, Cores: 1})
	},
	"queries, batches": func(r *scenario.Run) {
		queried(r, scenario.Queries{Count: 9, Callers: 2, Batch: 3, Pool: 2, Auth: "trust"})
	},
	"3 visits, names": func(r *scenario.Run) {
		r.HTTP, r.TLS.Version, r.Browser.DNS.RTT = "3", "1.3", 10*time.Millisecond
		twice(r)
	},
}

// Whatever ends a load in whichever moment, the load ends, leaves nothing
// behind, and says why it is not complete, if it is not.
func TestKill(t *testing.T) {
	require.Len(t, smallPages, 34)
	for name, change := range smallPages {
		t.Run(name, func(t *testing.T) {
			run := small(change)
			kill(t, name, run.Setup, instants())
		})
	}
}

// instants is at how many moments a page is killed.
func instants() int {
	if bubble.Shuffled {
		return 10
	}
	return 200
}

// kill strikes a run at so many moments, with a fault that is drawn for each.
func kill(t *testing.T, name string, setUp func() *setup.Setup, instants int) {
	t.Helper()
	program := setUp().Requests != nil || setUp().Queries != nil || setUp().Users != nil
	whole, took := killed(t, setUp(), nil, 0)
	for i := range whole {
		require.Empty(t, whole[i].Err)
	}
	h := fnv.New64()
	_, _ = h.Write([]byte(name)) // it cannot fail
	chance := rand.New(rand.NewPCG(h.Sum64(), 1))
	for range instants {
		at := time.Duration(chance.Int64N(int64(took)))
		f := &faults[chance.IntN(len(faults))]
		out, _ := killed(t, setUp(), f, at)
		where := fmt.Sprintf("%s at %d ns", f.name, at)
		for i := range out {
			if program && whole[i].Failed() > 0 && out[i].Err == "" {
				continue // requests fail anyway, and the first of them says why
			}
			requireNamed(t, &out[i], f, where, program)
		}
	}
}

// requireNamed requires that a load is complete or says what happened to it.
func requireNamed(t *testing.T, out *timeline.Run, f *fault, where string, program bool) {
	t.Helper()
	failed := 0
	for i := range out.Resources {
		if out.Resources[i].Err != "" {
			failed++
		}
	}
	said := out.Err
	if program { // it goes on when a request fails, and may end between two
		said = cmp.Or(said, strings.Join(out.Warnings, "; "))
		require.True(t, failed == 0 || said != "", where)
	} else {
		require.Equal(t, failed > 0, out.Err != "", where)
	}
	if said == "" {
		return
	}
	for _, says := range f.says {
		if strings.Contains(said, says) {
			return
		}
	}
	require.Failf(t, "the error does not say what happened", "%s: %s", where, said)
}
