package labtest

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rttlab/netem"
)

// Lab is a network of two hosts: a client behind an access link, and a server
// behind none. More hosts and paths may be added.
type Lab struct {
	*netem.Network
	Client *netem.Host // "client.test"
	Server *netem.Host // "server.test"

	mu    sync.Mutex
	dials int
}

// Config is what a Lab is made of. The zero Config is a network that takes no
// time.
type Config struct {
	Network netem.Config // a Seed of 0 is 1
	Link    netem.Link   // the client's
	Path    netem.Path   // from the client to the server
}

// Virtual runs f in virtual time on a network whose client is behind that link,
// with that path to the server, and returns how much time passed until f
// returned. The network is closed then; every goroutine that f started has to
// end with it, or the test ends here. The t that f is given has no Run.
func Virtual(t *testing.T, link netem.Link, path netem.Path, f func(t *testing.T, lab *Lab)) (took time.Duration) {
	t.Helper()
	return VirtualWith(t, Config{Link: link, Path: path}, f)
}

// VirtualWith is Virtual on a network of one's own: with another seed, with
// TCP's settings.
func VirtualWith(t *testing.T, cfg Config, f func(t *testing.T, lab *Lab)) (took time.Duration) {
	t.Helper()
	if cfg.Network.Seed == 0 {
		cfg.Network.Seed = 1
	}
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(cfg.Network)
		lab := &Lab{Network: n, Client: n.Host("client.test", cfg.Link), Server: n.Host("server.test", netem.Link{})}
		defer lab.Close()
		_ = n.Path(lab.Client, lab.Server, cfg.Path) // Err has it too
		if err := n.Err(); err != nil {
			t.Fatal(err)
		}
		n.Observe(lab.observe)
		start := time.Now()
		f(t, lab)
		took = time.Since(start)
	})
	return took
}

// Dials is how many connections of TCP have been asked for so far: SYNs that
// were not sent again.
func (l *Lab) Dials() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dials
}

func (l *Lab) observe(e netem.Event) {
	if e.Kind == netem.Sent && e.Protocol == "tcp" && e.Segment.Flags&(netem.SYN|netem.ACK) == netem.SYN && !e.Segment.Again {
		l.mu.Lock()
		l.dials++
		l.mu.Unlock()
	}
}
