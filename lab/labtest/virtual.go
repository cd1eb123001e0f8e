package labtest

import (
	"testing"
	"testing/synctest"
	"time"

	"rttlab/netem"
)

// Lab is a network of two hosts: a client behind an access link, and a server
// behind none.
type Lab struct {
	*netem.Network
	Client *netem.Host // "client.test"
	Server *netem.Host // "server.test"
}

// Virtual runs f in virtual time on a network whose client is behind that link,
// with that path to the server, and returns how much time passed until f
// returned. The network is closed then; every goroutine that f started has to
// end with it, or the test ends here. The t that f is given has no Run.
func Virtual(t *testing.T, link netem.Link, path netem.Path, f func(t *testing.T, lab *Lab)) (took time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{Seed: 1})
		lab := &Lab{Network: n, Client: n.Host("client.test", link), Server: n.Host("server.test", netem.Link{})}
		defer lab.Close()
		_ = n.Path(lab.Client, lab.Server, path) // Err has it too
		if err := n.Err(); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		f(t, lab)
		took = time.Since(start)
	})
	return took
}
