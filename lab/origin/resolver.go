package origin

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"rttlab/lab/internal/pace"
)

// ResolverConfig is what a resolver answers. Lookup is required.
type ResolverConfig struct {
	Lookup func(name string) (netip.Addr, error) // an error: there is no such name

	// Think is what the resolver takes to find out, as one does that has to ask
	// others; 0: it knows.
	Think time.Duration

	// TTL is how long answers may be kept, in whole seconds (RFC 1035 §3.2.1).
	TTL time.Duration

	RealTime bool // as in Config
}

// Resolver is a running DNS server: it answers for IPv4 addresses, over UDP (RFC
// 1035 §4).
type Resolver struct {
	cfg     ResolverConfig
	socket  net.PacketConn
	answers chan response
	stop    chan struct{}
	serving sync.WaitGroup
}

// response is an answer that is due.
type response struct {
	message []byte
	to      net.Addr
	due     time.Time
}

// StartResolver answers on pc until Close, which closes pc too.
func StartResolver(cfg ResolverConfig, pc net.PacketConn) (*Resolver, error) {
	if cfg.Lookup == nil {
		return nil, errors.New("origin: a resolver needs to know names: set Lookup")
	}
	r := &Resolver{cfg: cfg, socket: pc, answers: make(chan response, backlog), stop: make(chan struct{})}
	r.serving.Go(r.read)
	r.serving.Go(r.write)
	return r, nil
}

// backlog is how many queries may be thought about at once; more are read when
// there is room.
const backlog = 1000

// read takes queries in the order in which they come. All take the same time, so
// the answers are due in that order.
func (r *Resolver) read() {
	defer close(r.answers)
	b := make([]byte, maxMessage)
	for {
		n, from, err := r.socket.ReadFrom(b)
		if err != nil {
			return // closed, or the socket failed as it does when its host goes
		}
		if message, err := r.answer(b[:n]); err == nil { // what is no query gets no answer
			select {
			case r.answers <- response{message, from, time.Now().Add(r.cfg.Think)}:
			case <-r.stop:
				return
			}
		}
	}
}

// maxMessage is the largest message over UDP (RFC 1035 §4.2.1).
const maxMessage = 512

func (r *Resolver) write() {
	for a := range r.answers {
		if wait := time.Until(a.due); wait > 0 {
			select {
			case <-time.After(wait):
			case <-r.stop:
				return
			}
			if !r.cfg.RealTime {
				pace.Answers.Wait()
			}
		}
		_, _ = r.socket.WriteTo(a.message, a.to) // what does not arrive is asked for again
	}
}

// answer is the response to a query.
func (r *Resolver) answer(query []byte) ([]byte, error) {
	var p dnsmessage.Parser
	head, err := p.Start(query)
	if err != nil {
		return nil, err
	}
	if head.Response {
		return nil, errors.New("this is no query")
	}
	question, err := p.Question()
	if err != nil {
		return nil, err
	}
	reply := dnsmessage.Header{ID: head.ID, Response: true, RecursionDesired: head.RecursionDesired, RecursionAvailable: true}
	addr, err := r.cfg.Lookup(question.Name.String())
	if err != nil {
		reply.RCode = dnsmessage.RCodeNameError
	}
	b := dnsmessage.NewBuilder(nil, reply)
	b.EnableCompression()
	if err := b.StartQuestions(); err != nil {
		return nil, err
	}
	if err := b.Question(question); err != nil {
		return nil, err
	}
	if err == nil && question.Type == dnsmessage.TypeA && addr.Is4() {
		if err := b.StartAnswers(); err != nil {
			return nil, err
		}
		resource := dnsmessage.ResourceHeader{Name: question.Name, Class: dnsmessage.ClassINET, TTL: uint32(r.cfg.TTL / time.Second)}
		if err := b.AResource(resource, dnsmessage.AResource{A: addr.As4()}); err != nil {
			return nil, err
		}
	}
	return b.Finish()
}

// Close stops to answer, and returns when every goroutine of the resolver has
// ended.
func (r *Resolver) Close() error {
	close(r.stop)
	err := r.socket.Close()
	r.serving.Wait()
	return err
}
