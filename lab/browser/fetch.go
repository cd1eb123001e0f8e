package browser

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptrace"
	"net/textproto"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/quic-go/quic-go"

	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// said is what net/http says of a request, in goroutines of its own and perhaps
// when it has been given up: each time that it is sent has its own.
type said struct {
	sent      atomic.Int64 // the request was written; 0: not yet
	firstByte atomic.Int64 // likewise
	interim   atomic.Bool  // a response that is not the last has come
}

// fetch is one resource on its way. The loop owns it; while a request is under
// way its goroutine fills in what is marked so.
type fetch struct {
	res     *page.Resource
	known   time.Duration // when the browser knew of it
	asked   time.Duration // when it asked for a connection
	given   time.Duration // when it was given to a connection
	link    *link
	first   bool // the first request on its connection
	over    bool
	again   int                // how often it was given back
	vain    int                // how often of these nothing else had come on its connection meanwhile
	answers int                // that had come on its connection when it was given to it
	lost    []timeline.Attempt // what came of it before
	end     time.Duration
	err     error
	said    *said

	// By the request's goroutine.
	got      int           // bytes of body
	peek     [1]byte       // where the first of some goes
	complete time.Duration // the last of them; 0: their number was not known
	pushed   bool          // it comes without having been asked for
	status   int
	last     bool   // the connection takes no more after this
	tail     func() // reports what its last bytes name; nil: they name nothing
	altSvc   string // the header

	header, responseHeader []timeline.Field // where they are wanted
}

func (l *load) url(r *page.Resource) string {
	return r.URL(l.scheme(r)).String()
}

// send gives a request to a connection.
func (l *load) send(f *fetch, c *link) {
	l.pay()
	f.link, f.given, f.first, f.answers = c, l.now(), c.served == 0 && !c.warm, c.answers
	c.inFlight++
	c.served++
	if !f.pushed {
		c.sent = append(c.sent, f.res.ID)
		c.conn.reserve()
	}
	await, begun := c.line(l.real)
	l.workers.Go(func() {
		await()
		err := l.exchange(f, begun)
		begun()
		at := l.now()
		if err == nil && f.complete > 0 {
			at = f.complete
		}
		l.reports <- report{kind: done, id: f.res.ID, do: func() { l.answered(f, at, err) }, named: f.tail}
	})
	if c.proto.multiplexed {
		l.step() // how many more it takes is known then
	} else {
		l.owe()
	}
}

// sent takes note that a request is over.
func (l *load) sent(f *fetch, at time.Duration, err error) {
	f.link.inFlight--
	l.turns++
	f.link.freed, f.link.since = l.turns, time.Now()
	if f.last || err != nil && !f.link.proto.multiplexed || f.link.conn.Err() != nil && f.link.inFlight == 0 {
		f.link.retire()
	}
	if f.over {
		return
	}
	if l.alternative != nil && l.others[f.res.Host] == nil {
		l.cfg.Memory.learn(f.res.Host, f.altSvc)
	}
	if err == nil {
		f.link.answers++
	}
	if err != nil && l.ctx.Err() == nil && f.mayRepeat(err) {
		l.host(f.res.Host).again(f)
		return
	}
	l.finish(f, at, err)
}

// exchange sends the request and reads the response, in its own goroutine. It
// says when the request has begun to be sent.
func (l *load) exchange(f *fetch, begun func()) error {
	req := l.request(f)
	said := f.said
	trace := &httptrace.ClientTrace{
		WroteHeaders: begun,
		WroteRequest: func(httptrace.WroteRequestInfo) {
			begun()
			said.sent.Store(int64(l.now()))
			if body, ok := req.Body.(*upload); ok {
				_ = body.Close() // net/http's HTTP/2 does that with the end of the answer
			}
		},
		Got1xxResponse: func(code int, h textproto.MIMEHeader) error {
			said.interim.Store(true)
			return l.hinted(f, code, h)
		},
		GotFirstResponseByte: func() { said.firstByte.Store(int64(l.now())) },
	}
	res, err := f.ask(req.WithContext(httptrace.WithClientTrace(l.ctx, trace)))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if said.interim.Load() {
		said.firstByte.Store(int64(l.now())) // of the response that was asked for
	}
	if l.cfg.Headers {
		f.header, f.responseHeader = fieldsOf(req.Header), fieldsOf(res.Header)
	}
	f.status, f.last, f.altSvc = res.StatusCode, res.Close, res.Header.Get("Alt-Svc")
	if err := l.read(f, res.Body, res.ContentLength); err != nil {
		return fmt.Errorf("after %d bytes: %w", f.got, err)
	}
	if res.StatusCode >= 400 && res.StatusCode != f.res.Code() {
		return fmt.Errorf("the server answered %s", res.Status)
	}
	return nil
}

// read reads a body to its end and reports when other resources have been named
// in it. A resource is complete with its last byte: that a stream of HTTP/2 is
// over is said in a frame of its own, which may come much later. Of HTTP/1 the
// connection is free with that byte, too, so what it names is reported with the
// end: it need not dial.
func (l *load) read(f *fetch, body io.Reader, size int64) error {
	named := l.names[f.res.ID]
	for {
		l.poll()
		n, err := l.readSome(f, body)
		f.got += n
		if cost := l.cfg.OwnTime.Data * time.Duration(n) / 1000; cost > 0 {
			l.tell(data, f.res.ID, func() { l.spend(cost) })
		}
		if n > 0 && int64(f.got) == size {
			f.complete = l.now()
		}
		begins := f.res.Parent < 0 && n > 0 && f.got == n // of the page: it is parsed from here on
		if begins || len(named) > 0 && l.page.Resources[named[0]].NamedAt <= f.got {
			for len(named) > 0 && l.page.Resources[named[0]].NamedAt <= f.got {
				named = named[1:]
			}
			got := f.got
			if report := func() { l.arrived(f, got) }; got == int(size) && !f.link.proto.multiplexed {
				f.tail = report
			} else {
				l.tell(arrived, f.res.ID, report)
			}
		}
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil
		}
		if err != nil {
			return err
		}
		next := int(size) - f.got
		if len(named) > 0 {
			next = min(next, l.page.Resources[named[0]].NamedAt-f.got)
		}
		l.expect(f, next)
	}
}

// expect tells the network that nobody has a use for less than the next n bytes
// of a body: nothing is named there, and the browser does not work on what
// comes. All that came before has been read, or net/http would have handed it
// on. TLS and multiplexed connections read in pieces of their own.
func (l *load) expect(f *fetch, n int) {
	if f.link.proto.multiplexed || l.cfg.TLS != nil || l.cfg.OwnTime.Data > 0 {
		return
	}
	if c, ok := f.link.setup.transport.(interface{ Expect(n int) }); ok {
		c.Expect(n)
	}
}

// readSome reads what is there. On a connection that responses share, how much
// is read at once and in which order decides when its windows are opened again.
// There a byte is read first, which waits until something has come, and the
// rest when it is this resource's turn: with HTTP/2, not with QUIC, which needs
// one thread for its order anyhow.
func (l *load) readSome(f *fetch, body io.Reader) (n int, err error) {
	if f.link.proto.paced && !l.real {
		if n, err = body.Read(f.peek[:]); err != nil {
			return n, err
		}
		l.turn(f.res.ID)
	}
	buffers := &f.link.proto.buffers
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	m, err := body.Read(*buffer)
	return n + m, err
}

// mayRepeat says whether a request that failed is sent again. A GET may come
// twice (RFC 9110 §9.2.2), and so may what has had no answer yet. It is sent again when its network is gone; when
// nothing had come back on a connection that had worked before, since the server
// may have hung up in that moment; and when such a connection was torn down in
// the middle of an answer. What fails on a connection that has never worked has
// failed.
//
// Chromium repeats what has had no answer yet (net/http/http_network_transaction.cc:
// ShouldResendRequest), and leaves it to the page's reader to reload the rest.
// A load that is to be compared with others has to be complete.
//
// After maxVain repeats for which nothing else has come either it has failed.
func (f *fetch) mayRepeat(err error) bool {
	if f.vain >= maxVain {
		return false
	}
	if f.said.firstByte.Load() > 0 && !f.res.Safe() {
		return false // it may have done something
	}
	if f.link.lost || !f.first && f.said.firstByte.Load() == 0 {
		return true
	}
	return f.link.answers > 0 && tornDown(err)
}

// maxVain is how often a request starts over, as Chromium limits it against
// servers and bugs that would have it do so for ever
// (net/http/http_network_transaction.cc: kMaxRestarts).
const maxVain = 32

// tornDown says whether the other end, or something between, has ended the
// connection.
func tornDown(err error) bool {
	var closed *quic.ApplicationError
	var reset *quic.StatelessResetError
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return true
	case errors.As(err, &closed):
		return closed.Remote
	}
	return errors.As(err, &reset)
}

// startOver forgets what had come of a request.
func (f *fetch) startOver() {
	f.said = new(said)
	if f.link.answers == f.answers {
		f.vain++
	}
	f.got, f.complete, f.status, f.last = 0, 0, 0, false
	f.pushed, f.tail, f.altSvc = false, nil, ""
}
