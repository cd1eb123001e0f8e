package browser

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// lookup is what the browser knows of a host's address. Only the loop touches
// it.
type lookup struct {
	known      bool
	addr       netip.Addr // not valid: the network knows names itself
	asked      bool       // a query is under way
	query      int        // its number
	from, till time.Duration
}

// resolve says whether the host's address is known, and sees to it that it will
// be. All who wait for a name share its query.
func (h *host) resolve() bool {
	l := h.load
	if h.dns.known || h.dns.asked {
		return h.dns.known
	}
	if !l.cfg.Resolver.IsValid() {
		h.dns.known = true
		return true
	}
	if addr, ok := l.cfg.Memory.address(h.name); ok {
		h.dns.known, h.dns.addr = true, addr
		return true
	}
	h.dns.asked, h.dns.from = true, l.now()
	h.dns.query++
	udp, query := l.udp, h.dns.query
	l.pay()
	l.workers.Go(func() {
		a, err := resolve(l.ctx, &udp, l.cfg.Resolver, uint16(h.index+1), h.name)
		at := l.now()
		l.tell(resolved, h.index, func() {
			if query == h.dns.query {
				h.resolved(a, at, err)
			}
		})
	})
	l.step()
	return false
}

// askAgain forgets the queries that are under way: their network is gone. The
// next look at the queues sends them anew.
func (l *load) askAgain() {
	for _, h := range l.hosts {
		if h.dns.asked {
			h.dns.asked = false
			h.dns.query++
		}
	}
}

// resolved takes note of what came of a query. A name that was not found is
// asked for anew when a request needs it again.
func (h *host) resolved(a answer, at time.Duration, err error) {
	h.dns.asked, h.dns.till = false, at
	if err == nil {
		h.dns.known, h.dns.addr = true, a.addr
		h.load.cfg.Memory.keepAddress(h.name, a)
		return
	}
	failed := h.queue
	h.queue, h.spare = nil, 0
	for _, f := range failed {
		if !f.over {
			h.load.finish(f, at, err)
		}
	}
}

// patience is how long the answer to each query for a name is waited for before
// the next is sent. Chromium's own resolver asks twice, for 1 s and then twice
// as long (net/dns/dns_config.h: kDnsDefaultFallbackPeriod, and glibc's number
// of attempts); then it has the system's ask, which is twice for 5 s in glibc
// (resolv.h: RES_TIMEOUT, RES_DFLRETRY).
var patience = [...]time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 5 * time.Second}

// leastTTL is how long an answer is kept at least: Chromium's minimum
// (net/dns/host_resolver_manager.cc: kMinimumTTLSeconds).
const leastTTL = time.Minute

// answer is a name's address, and how long it may be kept.
type answer struct {
	addr netip.Addr
	ttl  time.Duration
}

// maxMessage is the largest message over UDP (RFC 1035 §4.2.1).
const maxMessage = 512

// resolve asks a resolver for a name's address: a query, and another for each
// that is not answered in time.
func resolve(ctx context.Context, n *Network, resolver netip.AddrPort, id uint16, name string) (answer, error) {
	failure := &net.DNSError{Name: name, Server: resolver.String()}
	query, err := ask(id, name)
	if err != nil {
		failure.Err = err.Error()
		return answer{}, failure
	}
	pc, err := n.ListenPacket("udp", ":0")
	if err != nil {
		failure.Err = err.Error()
		return answer{}, failure
	}
	defer pc.Close()
	defer context.AfterFunc(ctx, func() { _ = pc.Close() })() // wakes who reads from it
	to := net.UDPAddrFromAddrPort(resolver)
	for _, wait := range patience {
		a, err := attempt(pc, to, query, wait, id, name)
		switch {
		case err == nil && a.addr.IsValid():
			return a, nil
		case err == nil:
			failure.Err, failure.IsNotFound = "no such host", true
			return answer{}, failure
		case ctx.Err() != nil:
			return answer{}, context.Cause(ctx)
		case !errors.Is(err, os.ErrDeadlineExceeded):
			failure.Err = err.Error()
			return answer{}, failure
		}
	}
	failure.Err, failure.IsTimeout = fmt.Sprintf("no answer to %d queries", len(patience)), true
	return answer{}, failure
}

// attempt sends a query and waits for its answer.
func attempt(pc net.PacketConn, to net.Addr, query []byte, wait time.Duration, id uint16, name string) (answer, error) {
	if _, err := pc.WriteTo(query, to); err != nil {
		return answer{}, err
	}
	if err := pc.SetReadDeadline(time.Now().Add(wait)); err != nil {
		return answer{}, err
	}
	return await(pc, id, name)
}

// ask makes a query for a name's IPv4 address (RFC 1035 §4.1).
func ask(id uint16, name string) ([]byte, error) {
	q, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return nil, err
	}
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: id, RecursionDesired: true})
	if err := b.StartQuestions(); err != nil {
		return nil, err
	}
	if err := b.Question(dnsmessage.Question{Name: q, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}); err != nil {
		return nil, err
	}
	return b.Finish()
}

// await reads until the answer to a query is there, and passes over all that is
// none. An answer without an address is one too.
func await(pc net.PacketConn, id uint16, name string) (answer, error) {
	b := make([]byte, maxMessage)
	for {
		n, _, err := pc.ReadFrom(b)
		if err != nil {
			return answer{}, err
		}
		if a, ok := read(b[:n], id, name); ok {
			return a, nil
		}
	}
}

// read takes the first address out of a response; ok says that it is the
// response to that query.
func read(message []byte, id uint16, name string) (a answer, ok bool) {
	var p dnsmessage.Parser
	head, err := p.Start(message)
	if err != nil || !head.Response || head.ID != id {
		return answer{}, false
	}
	question, err := p.Question()
	if err != nil || question.Name.String() != name+"." || p.SkipAllQuestions() != nil {
		return answer{}, false
	}
	for {
		h, err := p.AnswerHeader()
		if err != nil {
			return answer{}, true // there are no more
		}
		if h.Type != dnsmessage.TypeA {
			if p.SkipAnswer() != nil {
				return answer{}, true
			}
			continue
		}
		r, err := p.AResource()
		if err != nil {
			return answer{}, true
		}
		return answer{netip.AddrFrom4(r.A), max(leastTTL, time.Duration(h.TTL)*time.Second)}, true
	}
}
