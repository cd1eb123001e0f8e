package browser_test

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/dns/dnsmessage"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/netem"
)

// nameserver is a socket on a host of its own, away from the client, for the
// client to ask.
func (l *lab) nameserver(t *testing.T, away time.Duration) (net.PacketConn, netip.AddrPort) {
	t.Helper()
	h := l.Host("resolver.test", netem.Link{})
	require.NoError(t, l.Path(l.client, h, netem.Path{RTT: away}))
	pc, err := h.ListenPacket("udp", ":53")
	require.NoError(t, err)
	l.cfg.UDP = browser.Network{ListenPacket: l.client.ListenPacket, Lookup: l.Lookup}
	return pc, netip.AddrPortFrom(h.Addr(), 53)
}

// resolver answers for all names of the network; it ends with the test.
func (l *lab) resolver(t *testing.T, away time.Duration) netip.AddrPort {
	t.Helper()
	pc, addr := l.nameserver(t, away)
	r, err := origin.StartResolver(origin.ResolverConfig{Lookup: l.Lookup}, pc)
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.Close() })
	return addr
}

// A name that nobody has is an error at once, for all its files; the page's
// others are there.
func TestNameThatIsNot(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		l.cfg.Resolver = l.resolver(t, rtt)
		pg := files(3)
		pg.Resources[2].Host, pg.Resources[3].Host = "nobody.test", "nobody.test"
		l.serve(t, pg)
		res := l.load(t, pg)
		require.EqualError(t, res.Err, "2 of 4 resources failed, first http://nobody.test/2.png: lookup nobody.test on 10.0.0.3:53: no such host")
		require.Len(t, res.Connections, 1)
		near(t, 4*rtt, res.Total)
	})
}

// A browser believes the answer to its own question, and waits on when it is
// sent something else.
func TestAnswersToOthers(t *testing.T) {
	inLab(t, netem.Link{}, func(t *testing.T, l *lab) {
		var pc net.PacketConn
		pc, l.cfg.Resolver = l.nameserver(t, rtt)
		pg := files(0)
		l.serve(t, pg)
		done := make(chan struct{})
		go func() {
			defer close(done)
			b := make([]byte, 512)
			n, from, err := pc.ReadFrom(b)
			if err != nil {
				return
			}
			for _, message := range falseAnswers(b[:n], l.server.Addr()) {
				_, _ = pc.WriteTo(message, from)
			}
		}()
		res := l.load(t, pg)
		<-done
		require.NoError(t, pc.Close())
		require.NoError(t, res.Err)
		require.Len(t, res.Connections, 1)
		require.Equal(t, l.server.Addr().String()+":80", res.Connections[0].Server)
		near(t, 3*rtt, res.Total)
	})
}

// falseAnswers are messages that are no answer to a query, with addresses of
// nobody in them, and then the answer, behind an alias.
func falseAnswers(query []byte, addr netip.Addr) [][]byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil {
		return nil
	}
	q := m.Questions[0]
	nobody := dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 60},
		Body:   &dnsmessage.AResource{A: [4]byte{10, 9, 9, 9}},
	}
	alias := dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: q.Name, Class: dnsmessage.ClassINET, TTL: 60},
		Body:   &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName("elsewhere.test.")},
	}
	var all [][]byte
	add := func(change func(*dnsmessage.Message)) {
		a := dnsmessage.Message{Header: m.Header, Questions: []dnsmessage.Question{q}, Answers: []dnsmessage.Resource{nobody}}
		a.Response = true
		change(&a)
		if packed, err := a.Pack(); err == nil {
			all = append(all, packed)
		}
	}
	add(func(a *dnsmessage.Message) { a.ID++ })
	add(func(a *dnsmessage.Message) { a.Response = false })
	add(func(a *dnsmessage.Message) { a.Questions[0].Name = dnsmessage.MustNewName("other.test.") })
	add(func(a *dnsmessage.Message) { a.Questions = nil })
	all = append(all, nil, []byte("rubbish"), all[0][:20])
	add(func(a *dnsmessage.Message) {
		nobody.Body = &dnsmessage.AResource{A: addr.As4()}
		a.Answers = []dnsmessage.Resource{alias, nobody}
	})
	return all
}
