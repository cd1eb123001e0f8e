package browser

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

// noted is a connection that notes what it is asked for.
type noted struct {
	mu   sync.Mutex
	urls []string
}

func (n *noted) RoundTrip(req *http.Request) (*http.Response, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.urls = append(n.urls, req.URL.String())
	return nil, errors.New("that is all")
}
func (*noted) more() int    { return 100 }
func (*noted) reserve()     {}
func (*noted) Err() error   { return nil }
func (*noted) Close() error { return nil }

// On a connection that several names share the most urgent request goes first,
// whichever name it is for, and of those that are as urgent the one named first.
func TestUrgentFirstAcrossNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pg := &page.Page{Resources: []page.Resource{
			{ID: 0, Host: "a.test", Path: "/", Type: page.HTML, Parent: -1},
			{ID: 1, Host: "a.test", Path: "/1", Type: page.Image},
			{ID: 2, Host: "b.test", Path: "/2", Type: page.Image},
			{ID: 3, Host: "a.test", Path: "/3", Type: page.Image},
			{ID: 4, Host: "b.test", Path: "/4", Type: page.CSS},
			{ID: 5, Host: "a.test", Path: "/5", Type: page.JS},
			{ID: 6, Host: "c.test", Path: "/6", Type: page.CSS},
		}}
		shared := &noted{}
		proto := &protocol{name: "h2", perHost: 1, multiplexed: true, cfg: &Config{}}
		l := newLoad(t.Context(), Config{}, pg, proto)
		defer l.hangUp()
		c := &link{id: 1, proto: proto, conn: shared, served: 1}
		for i := 1; i < len(pg.Resources); i++ {
			h := l.host(pg.Resources[i].Host)
			c.host, h.links = h, []*link{c}
			h.add(l.newFetch(i))
		}
		l.pump()
		synctest.Wait()
		require.Equal(t, []string{
			"http://b.test/4", "http://c.test/6", "http://a.test/5", "http://a.test/1", "http://b.test/2", "http://a.test/3",
		}, shared.urls)
	})
}

// full is a connection that takes three requests and never answers.
type full struct {
	noted
	reserved int
	over     chan struct{}
}

func (f *full) more() int { return 3 - f.reserved }
func (f *full) reserve()  { f.reserved++ }
func (f *full) RoundTrip(*http.Request) (*http.Response, error) {
	<-f.over
	return nil, net.ErrClosed
}

// In real time no step lets a request get to its connection before the next is
// given to one: the loop keeps count.
func TestFullInRealTime(t *testing.T) {
	pg := &page.Page{Resources: []page.Resource{{ID: 0, Host: "a.test", Path: "/", Type: page.HTML, Parent: -1}}}
	for id := 1; id < 10; id++ {
		pg.Resources = append(pg.Resources, page.Resource{ID: id, Host: "a.test", Path: "/", Type: page.Image})
	}
	proto := &protocol{name: "h2", perHost: 1, multiplexed: true, cfg: &Config{}}
	l := newLoad(t.Context(), Config{RealTime: true}, pg, proto)
	conn := &full{over: make(chan struct{})}
	h := l.host("a.test")
	c := &link{id: 1, host: h, proto: proto, conn: conn, served: 1}
	h.links = []*link{c}
	for id := range pg.Resources {
		h.add(l.newFetch(id))
	}
	l.pump()
	require.Equal(t, 3, c.inFlight)
	require.Len(t, h.queue, len(pg.Resources)-3)
	close(conn.over)
	l.hangUp()
}

// A request that is about to be sent has its place on a connection.
func TestReserve(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	go func() { _, _ = io.Copy(io.Discard, far) }()
	t2 := transport(func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) })
	cc, err := t2.NewClientConn(context.WithValue(t.Context(), dialled{}, near), "http", "a.test:80")
	require.NoError(t, err)
	defer cc.Close()
	for name, c := range map[string]conn{
		"HTTP/2": http2Conn{cc}, "HTTP/3": &http3Conn{}, "push": newPushConn(nil, "http", nil),
	} {
		before := c.more()
		c.reserve()
		require.Equal(t, before-1, c.more(), name)
	}
}

// A connection of HTTP/3 that is closed while it changes its address leaves no
// socket open.
func TestNoSocketAfterClose(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &http3Conn{}
	c.closeSockets()
	_, err = c.listen(&Network{ListenPacket: func(string, string) (net.PacketConn, error) { return pc, nil }})
	require.ErrorIs(t, err, net.ErrClosed)
	require.ErrorIs(t, pc.SetDeadline(time.Now()), net.ErrClosed)
}
