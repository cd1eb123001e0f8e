package browser_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/lab/page"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

const rtt = 100 * time.Millisecond

// slack is what a load of a few round trips may be late: 20 µs for each, and 1
// µs for each file.
const slack = 200 * time.Microsecond

type lab struct {
	*netem.Network
	client, server *netem.Host
	cfg            browser.Config
}

// inLab runs f in virtual time on two hosts, rtt apart.
func inLab(t *testing.T, link netem.Link, f func(t *testing.T, l *lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		l := &lab{Network: n, client: n.Host("browser", link), server: n.Host("www.test", netem.Link{})}
		require.NoError(t, n.Path(l.client, l.server, netem.Path{RTT: rtt}))
		l.cfg = browser.Config{Dial: l.client.DialContext, HTTP: "1.1"}
		f(t, l)
	})
}

// files is a page whose HTML names n files of one byte in its middle.
func files(n int) *page.Page {
	pg := &page.Page{Resources: []page.Resource{{Host: "www.test", Path: "/", Type: page.HTML, Size: 2000, Parent: -1}}}
	for id := 1; id <= n; id++ {
		pg.Resources = append(pg.Resources, page.Resource{
			ID: id, Host: "www.test", Path: fmt.Sprintf("/%d.png", id), Type: page.Image, Size: 1, NamedAt: 1000,
		})
	}
	return pg
}

// serve answers for pg; it ends with the test.
func (l *lab) serve(t *testing.T, pg *page.Page) *origin.Server {
	t.Helper()
	ln, err := l.server.Listen("tcp", ":80")
	require.NoError(t, err)
	s, err := origin.Start(origin.Config{Page: pg, HTTP: l.cfg.HTTP, KeepAlive: true}, ln)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (l *lab) load(t *testing.T, pg *page.Page) *browser.Result {
	t.Helper()
	res, err := browser.Load(t.Context(), l.cfg, pg)
	require.NoError(t, err)
	return res
}

func near(t *testing.T, want, got time.Duration) {
	t.Helper()
	require.InDelta(t, want, got, float64(slack), "want %v, got %v", want, got)
}

// The HTML's connection serves the first file after a round trip. Another is
// being dialled for the second, but the dial takes two round trips here, so the
// second file takes the first connection as soon as that is free, and the one
// that was dialled for it stays unused.
func TestLateBinding(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		pg := files(2)
		l.serve(t, pg)
		require.NoError(t, l.Path(l.client, l.server, netem.Path{RTT: rtt, DialDelay: rtt}))
		res := l.load(t, pg)
		require.NoError(t, res.Err)
		near(t, 5*rtt, res.Total) // dial 2, and three requests
		require.Len(t, res.Connections, 2)
		require.Equal(t, 3, res.Connections[0].Requests)
		require.Equal(t, 0, res.Connections[1].Requests)
		near(t, rtt, res.Resources[2].Blocked)
		require.Zero(t, res.Resources[2].Connect)
	})
}

// The connection that was dialled for one serves the next, who waited longer
// for a turn than for the handshake: its wait before the dial is Blocked.
func TestDialledForAnother(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.cfg.ConnectionsPerHost = 2
		pg := files(3)
		pg.Resources[3].Parent, pg.Resources[3].NamedAt = 1, 1 // known a round trip later
		pg.Resources[2].Think = time.Second
		l.serve(t, pg)
		require.NoError(t, l.Path(l.client, l.server, netem.Path{RTT: rtt, DialDelay: rtt / 2}))
		res := l.load(t, pg)
		require.NoError(t, res.Err)
		// The dial for the second file began at 2.5 R and is done at 4 R; the
		// first connection is free at 3.5 R and takes it. The third file, known
		// at 3.5 R, gets the new connection and waited half a round trip for it.
		third := res.Resources[3]
		require.Equal(t, 2, third.Connection)
		near(t, rtt/2, third.Connect)
		require.Zero(t, third.Blocked)
		near(t, rtt, res.Resources[2].Blocked)
	})
}

// At 80 kbit/s the HTML's 20 kB take two seconds. A file that is named in their
// first tenth is fetched long before the end.
func TestNamedOnTheWay(t *testing.T) {
	inLab(t, netem.Link{Down: 80 * netem.Kbps}, func(t *testing.T, l *lab) {
		pg := files(1)
		pg.Resources[0].Size, pg.Resources[1].NamedAt = 20000, 2000
		l.serve(t, pg)
		res := l.load(t, pg)
		require.NoError(t, res.Err)
		// 2000 bytes end in the second segment of 1448: 3 kB of packets.
		require.InDelta(t, 2*rtt+300*time.Millisecond, res.Resources[1].Start, float64(20*time.Millisecond))
		require.Less(t, res.Resources[1].Start, res.Resources[0].End()-time.Second)
	})
}

// A name is looked up once, whoever waits for it, and before the dial.
func TestDNS(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		const dns = 30 * time.Millisecond
		l.cfg.Resolver = l.resolver(t, dns)
		pg := files(3)
		for i := range pg.Resources[2:] {
			pg.Resources[2+i].Host = "img.test"
		}
		require.NoError(t, l.Alias("img.test", l.server))
		l.serve(t, pg)
		res := l.load(t, pg)
		require.NoError(t, res.Err)
		for i, want := range []time.Duration{dns, 0, dns, dns} {
			require.InDelta(t, want, res.Resources[i].DNS, 5000)
		}
		near(t, 4*rtt+2*dns, res.Total)
	})
}

func TestDialThatFails(t *testing.T) {
	for _, tc := range []struct {
		name  string
		host  string
		is    error
		err   string
		total time.Duration
	}{
		{"no server", "www.test", syscall.ECONNREFUSED, "http://www.test/: dial tcp 10.0.0.2:80: connect: connection refused", rtt},
		{"no such name", "w.test", nil, "http://w.test/: dial tcp: lookup w.test: no such host", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				pg := files(0)
				pg.Resources[0].Host = tc.host
				res := l.load(t, pg)
				require.EqualError(t, res.Err, tc.err)
				if tc.is != nil {
					require.ErrorIs(t, res.Err, tc.is)
				}
				near(t, tc.total, res.Total)
				near(t, tc.total, res.Resources[0].Connect)
				require.Zero(t, res.Resources[0].Connection)
				require.NotEmpty(t, res.Resources[0].Err)
			})
		})
	}
}

// A server that is killed in the middle of a load: what it has not answered
// fails, what is asked of it later is refused, and the load ends.
func TestServerKilled(t *testing.T) {
	for _, http := range []string{"1.0", "1.1", "2"} {
		t.Run("HTTP/"+http, func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				l.cfg.HTTP, l.cfg.KeepAlive = http, true
				pg := files(20)
				for i := 11; i <= 20; i++ {
					pg.Resources[i].Think = time.Second
				}
				s := l.serve(t, pg)
				time.AfterFunc(10*rtt+500, func() { _ = s.Close() })
				res := l.load(t, pg)
				require.ErrorContains(t, res.Err, "10 of 21 resources failed, first http://www.test/")
				require.Less(t, res.Total, 15*rtt)
				for _, r := range res.Resources {
					require.Equal(t, r.ID > 10, r.Err != "", "resource %d: %s", r.ID, r.Err)
				}
			})
		})
	}
}

// A server may hang up on an idle connection in the moment that a request is on
// its way. Nobody is told: the request is sent again on another connection.
func TestServerHangsUp(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*browser.Config)
	}{
		{"HTTP/1.0", func(c *browser.Config) { c.HTTP, c.KeepAlive = "1.0", true }},
		{"HTTP/1.1", func(*browser.Config) {}},
		{"pipelined", func(c *browser.Config) { c.Pipeline = true }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				tc.change(&l.cfg)
				pg := files(1)
				ln, err := l.server.Listen("tcp", ":80")
				require.NoError(t, err)
				defer ln.Close()
				go oneEach(ln)
				res := l.load(t, pg)
				require.NoError(t, res.Err)
				require.Len(t, res.Connections, 2)
				require.NotZero(t, res.Connections[0].Closed)
				// Two for the HTML, one in vain, two for the file.
				near(t, 5*rtt, res.Total)
				require.EqualValues(t, 2000, res.Resources[1].Bytes)
			})
		})
	}
}

// oneEach answers one request on each connection, and hangs up at the second
// without having said so.
func oneEach(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			br := bufio.NewReader(c)
			if _, err := http.ReadRequest(br); err != nil {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2000\r\n\r\n%s", strings.Repeat("x", 2000))
			_, _ = http.ReadRequest(br) // the client's next, or its end
		}()
	}
}

// Whatever ends a response too early is an error that says how far it came.
func TestResponseCutOff(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*browser.Config)
	}{
		{"HTTP/1.0", func(c *browser.Config) { c.HTTP = "1.0" }},
		{"HTTP/1.1", func(*browser.Config) {}},
		{"pipelined", func(c *browser.Config) { c.Pipeline = true }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				tc.change(&l.cfg)
				ln, err := l.server.Listen("tcp", ":80")
				require.NoError(t, err)
				defer ln.Close()
				go func() {
					c, err := ln.Accept()
					if err != nil {
						return
					}
					defer c.Close()
					if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
						_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\nonly this")
					}
				}()
				res := l.load(t, files(0))
				require.EqualError(t, res.Err, "http://www.test/: after 9 bytes: unexpected EOF")
			})
		})
	}
}

func TestStatus(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.serve(t, files(1))
		res := l.load(t, files(2)) // one more than the server knows
		require.EqualError(t, res.Err, "1 of 3 resources failed, first http://www.test/2.png: the server answered 404 Not Found")
		require.Equal(t, 404, res.Resources[2].Status)
	})
}

func TestGivenUp(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		pg := files(10)
		pg.Resources[10].Think = time.Hour
		l.serve(t, pg)
		cause := errors.New("enough")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Minute, cause)
		defer cancel()
		res, err := browser.Load(ctx, l.cfg, pg)
		require.NoError(t, err)
		require.ErrorIs(t, res.Err, cause)
		require.EqualError(t, res.Err, "1 of 11 resources failed, first http://www.test/10.png: enough")
		near(t, time.Minute, res.Total)
		near(t, time.Minute, res.Resources[10].End())
	})
}

// What a browser writes is as large as what a browser writes, and in pieces of
// one packet each.
func TestRequestSize(t *testing.T) {
	for _, tc := range []struct {
		http     string
		pipeline bool
	}{{"1.0", false}, {"1.1", false}, {"1.1", true}} {
		t.Run(fmt.Sprintf("HTTP/%s, pipeline %t", tc.http, tc.pipeline), func(t *testing.T) {
			inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
				l.cfg.HTTP, l.cfg.Pipeline, l.cfg.KeepAlive = tc.http, tc.pipeline, true
				var sizes []int
				l.Observe(func(e netem.Event) {
					if e.Kind == netem.Delivered && e.To == l.server && len(e.Data) > 0 {
						sizes = append(sizes, len(e.Data))
						require.Contains(t, string(e.Data), " HTTP/"+tc.http+"\r\n")
					}
				})
				pg := files(1)
				l.serve(t, pg)
				require.NoError(t, l.load(t, pg).Err)
				require.Len(t, sizes, 2)
				for _, size := range sizes {
					require.GreaterOrEqual(t, size, 450)
					require.LessOrEqual(t, size, 600)
				}
			})
		})
	}
}

func TestBadConfig(t *testing.T) {
	dial := (&net.Dialer{}).DialContext
	backwards := files(2)
	backwards.Resources[1].Parent = 2
	misnumbered := files(2)
	misnumbered.Resources[1].ID = 2
	for _, tc := range []struct {
		cfg browser.Config
		pg  *page.Page
		err string
	}{
		{browser.Config{HTTP: "1.1"}, files(1), "browser: no Dial: a browser needs a network to dial on"},
		{browser.Config{HTTP: "1.1", Dial: dial, ConnectionsPerHost: -1}, files(1), "browser: -1 connections per host: at least 1 is needed"},
		{browser.Config{HTTP: "2", Dial: dial, Pipeline: true}, files(1), "browser: pipelining needs HTTP/1.1, not HTTP/2"},
		{browser.Config{HTTP: "5", Dial: dial}, files(1), "browser: no HTTP/5"},
		{browser.Config{HTTP: "1.1", Dial: dial}, &page.Page{}, "browser: the page is empty"},
		{browser.Config{HTTP: "1.1", Dial: dial}, backwards, "browser: resource 1 of the page is named by resource 2"},
		{browser.Config{HTTP: "1.1", Dial: dial}, misnumbered, "browser: resource 1 of the page has the ID 2: an ID is the index"},
	} {
		_, err := browser.Load(t.Context(), tc.cfg, tc.pg)
		require.ErrorContains(t, err, tc.err)
	}
}

// Progress counts every resource once.
func TestProgress(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		pg := files(12)
		l.serve(t, pg)
		var seen []int
		l.cfg.Progress = func(done, total int) {
			require.Equal(t, 13, total)
			seen = append(seen, done)
		}
		res := l.load(t, pg)
		require.NoError(t, res.Err)
		require.Len(t, seen, 13)
		require.Equal(t, 13, seen[12])
		require.IsType(t, []timeline.Resource{}, res.Resources)
	})
}
