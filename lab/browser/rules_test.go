package browser

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// stand is a connection that takes so many requests more, or has failed.
type stand struct {
	noted
	left int
	err  error
}

func (s *stand) more() int  { return s.left }
func (s *stand) Err() error { return s.err }

// A connection on which nothing is under way, and nothing can be, is dead: its
// server has said that it goes away, or it has failed.
func TestDead(t *testing.T) {
	shared := &protocol{multiplexed: true}
	for _, tc := range []struct {
		name string
		link link
		dead bool
	}{
		{"it goes away", link{conn: &stand{}, proto: shared}, true},
		{"full", link{conn: &stand{}, proto: shared, inFlight: 1}, false},
		{"room", link{conn: &stand{left: 1}, proto: shared}, false},
		{"failed", link{conn: &stand{left: 1, err: io.EOF}, proto: shared}, true},
		{"failed, in use", link{conn: &stand{err: io.EOF}, proto: shared, inFlight: 1}, false},
		{"idle, of HTTP/1", link{conn: &stand{}, proto: &protocol{}}, false},
		{"not ready", link{proto: shared}, false},
		{"not taken over", link{conn: &stand{}, proto: shared, unready: true}, false},
	} {
		require.Equal(t, tc.dead, tc.link.dead(), tc.name)
	}
}

// A name may use a connection that leads to its address, speaks its protocol and
// has shown a certificate for it (RFC 9113 §9.1.1).
func TestWhatIsCoalesced(t *testing.T) {
	here := netip.MustParseAddr("10.0.0.2")
	for _, tc := range []struct {
		name   string
		change func(c *link)
		shared bool
	}{
		{"all is well", func(*link) {}, true},
		{"full", func(c *link) { c.conn, c.inFlight = &stand{}, 1 }, true},
		{"it goes away", func(c *link) { c.conn = &stand{} }, false},
		{"another's certificate", func(c *link) { c.setup.leaf = &x509.Certificate{DNSNames: []string{"a.test"}} }, false},
		{"no certificate", func(c *link) { c.setup.leaf = nil }, false},
		{"another protocol", func(c *link) { c.proto = &protocol{name: "h3", multiplexed: true} }, false},
		{"another address", func(c *link) { c.setup.server = "10.0.0.3:443" }, false},
		{"gone", func(c *link) { c.gone = true }, false},
		{"not ready", func(c *link) { c.conn = nil }, false},
	} {
		pg := &page.Page{Resources: []page.Resource{{Host: "b.test", Path: "/", Parent: -1}}}
		proto := &protocol{name: "h2", perHost: 1, multiplexed: true, cfg: &Config{TLS: &tls.Config{}}}
		l := newLoad(t.Context(), Config{Coalesce: true}, pg, proto)
		h := l.host("b.test")
		h.dns.addr = here
		h.add(l.newFetch(0))
		c := &link{conn: &stand{left: 1}, proto: proto, setup: setup{server: "10.0.0.2:443", leaf: &x509.Certificate{DNSNames: []string{"a.test", "b.test"}}}}
		tc.change(c)
		l.conns = []*link{c}
		h.coalesce()
		require.Equal(t, tc.shared, len(h.links) == 1, tc.name)
	}
}

// How long a browser keeps an idle connection: as long as its server has said,
// and by its own rules.
func TestStale(t *testing.T) {
	for _, tc := range []struct {
		name string
		warm warm
		kept time.Duration // a second more is too long; 0: for ever
	}{
		{"used", warm{conn: &stand{}, proto: &protocol{}, freed: 1}, usedIdle - time.Second},
		{"not used", warm{conn: &stand{}, proto: &protocol{}}, unusedIdle - time.Second},
		{"promised", warm{conn: &http10Conn{wire{promise: 5 * time.Second}}, proto: &protocol{}, freed: 1}, 4 * time.Second},
		{"HTTP/3", warm{conn: &stand{}, proto: &protocol{name: "h3", multiplexed: true}, freed: 1}, quicIdle - time.Second},
		{"HTTP/2", warm{conn: &stand{}, proto: &protocol{name: "h2", multiplexed: true}, freed: 1}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			tc.warm.since = time.Now()
			time.Sleep(tc.kept)
			require.False(t, tc.warm.stale(), tc.name)
			if tc.kept == 0 { // until its server hangs up
				time.Sleep(24 * time.Hour)
				require.False(t, tc.warm.stale(), tc.name)
				return
			}
			time.Sleep(time.Second)
			require.True(t, tc.warm.stale(), tc.name)
		})
	}
}

// What has had part of an answer may have done something: only what may come twice
// is sent again (RFC 9110 §9.2.2). The connection had worked before, and was torn
// down.
func TestMayRepeat(t *testing.T) {
	for _, tc := range []struct {
		method          string
		answered, again bool
	}{
		{http.MethodGet, false, true},
		{http.MethodGet, true, true},
		{http.MethodPost, false, true},
		{http.MethodPost, true, false},
	} {
		f := &fetch{res: &page.Resource{Method: tc.method}, link: &link{answers: 1}, said: new(said)}
		if tc.answered {
			f.said.firstByte.Store(1)
		}
		require.Equal(t, tc.again, f.mayRepeat(io.EOF), "%s %v", tc.method, tc.answered)
	}
	first := &fetch{res: &page.Resource{}, link: &link{}, first: true, said: new(said)}
	require.False(t, first.mayRepeat(io.EOF), "a connection that has never worked")
}

// A session that a server does not take any more is forgotten, and those of a load
// are for the next.
func TestSessionsOfEarlierLoads(t *testing.T) {
	s := newSessions()
	has := func() bool { _, ok := s.Get("a.test"); return ok }
	s.Put("a.test", new(tls.ClientSessionState))
	require.False(t, has())
	s.loaded()
	require.True(t, has())
	s.Put("a.test", nil)
	require.False(t, has())
	s.loaded()
	require.False(t, has())
}

// late is a connection whose first request fails, and which says of it that its
// answer has begun while the second is under way, which fails without one.
type late struct {
	noted
	tries int
	first *httptrace.ClientTrace
}

func (c *late) RoundTrip(req *http.Request) (*http.Response, error) {
	trace := httptrace.ContextClientTrace(req.Context())
	switch c.tries++; c.tries {
	case 1:
		c.first = trace
		return nil, io.EOF
	case 2:
		c.first.GotFirstResponseByte()
		_ = c.first.Got1xxResponse(http.StatusEarlyHints, nil)
		return nil, io.EOF
	}
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
}

// What net/http says of a request when that has been given up already is not of
// the one that is sent in its place.
func TestSaidTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pg := &page.Page{Resources: []page.Resource{{Host: "a.test", Path: "/", Method: http.MethodPost, Parent: -1}}}
		proto := &protocol{name: "h2", perHost: 1, multiplexed: true, cfg: &Config{}}
		proto.of(&Config{})
		l := newLoad(t.Context(), Config{}, pg, proto)
		h := l.host("a.test")
		h.links = []*link{{id: 1, host: h, proto: proto, conn: &late{}, served: 1}}
		l.loop()
		l.hangUp()
		require.NoError(t, l.err())
		require.Equal(t, 2, l.fetches[0].again)
	})
}

// The time of a request is cut at the instants of which its connection says: when
// it was given to one, was written, and had its first byte.
func TestPhases(t *testing.T) {
	const ms = time.Millisecond
	l := &load{byName: map[string]*host{}}
	h := &host{load: l, name: "a.test"}
	l.byName["a.test"] = h
	f := &fetch{res: &page.Resource{Host: "a.test"}, link: &link{host: h}, known: 1 * ms, asked: 2 * ms, given: 4 * ms, end: 50 * ms, said: new(said)}
	f.said.sent.Store(int64(10 * ms))
	f.said.firstByte.Store(int64(30 * ms))
	p := f.phases()
	require.Equal(t, timeline.Phases{Blocked: 3 * ms, Send: 6 * ms, Wait: 20 * ms, Receive: 20 * ms}, p)
	f.said = new(said) // it was not written: it waited for that, and for an answer
	require.Equal(t, timeline.Phases{Blocked: 3 * ms, Wait: 46 * ms}, f.phases())
}
