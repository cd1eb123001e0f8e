package proxy

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// Leg is one request on the upstream side. Times are instants of the clock;
// zero: it did not come to that.
type Leg struct {
	Method, URL string
	Came        time.Time // the proxy had the request
	Sent        time.Time // and sent it on, or began to answer from its cache
	FirstByte   time.Time
	Got         time.Time // it had a part of the answer for which it had waited, for the last time
	Done        time.Time // the last byte was passed on, or it failed

	// Of the connection that it was sent on last.
	Local    string // its address here
	Remote   string
	Reused   bool
	DialFrom time.Time // zero if it was reused
	DialTo   time.Time
	TLSTo    time.Time

	Tries  int    // connections that it was sent on
	Status int    // of the answer; 502 when there was none
	Hit    bool   // answered from the cache: nothing was sent on
	Err    string // why there was no answer, or not all of it
}

// recorder fills in a Leg as the Transport tells.
type recorder struct {
	mu     sync.Mutex
	leg    Leg
	turn   func()    // waits for the request's; nil: there are none
	opened func()    // waits for that of a connection that was dialled for it; nil: there are none
	turned time.Time // when the request last had its; of its own goroutine
}

// inTurn has a request go on in its turn that has waited for a connection.
func (r *recorder) inTurn() {
	if r.turn != nil && time.Now().After(r.turned) {
		r.turn()
		r.turned = time.Now()
	}
}

// open has a connection that was dialled for the request, which may have had
// another one meanwhile, be open in its turn.
func (r *recorder) open() {
	if r.opened != nil {
		r.opened()
	}
}

func (r *recorder) set(f func(*Leg)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.leg)
}

func (r *recorder) trace(d *dials) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
			r.inTurn()
			at := d.of(info.Conn)
			r.set(func(l *Leg) {
				l.Local, l.Remote = info.Conn.LocalAddr().String(), info.Conn.RemoteAddr().String()
				l.Reused = info.Reused
				l.DialFrom, l.DialTo, l.TLSTo = time.Time{}, time.Time{}, time.Time{}
				l.Tries++
				if info.Reused {
					return
				}
				l.DialFrom, l.DialTo = at.from, at.to
				if _, ok := info.Conn.(interface{ ConnectionState() tls.ConnectionState }); ok {
					l.TLSTo = time.Now()
				}
			})
		},
		TLSHandshakeDone:     func(tls.ConnectionState, error) { r.open() },
		WroteRequest:         func(httptrace.WroteRequestInfo) { r.set(func(l *Leg) { l.Sent = time.Now() }) },
		GotFirstResponseByte: func() { r.set(func(l *Leg) { l.FirstByte = time.Now() }) },
	}
}

// dials remembers when connections were dialled, until they are first used.
// httptrace knows it of net's dialer only.
type dials struct {
	mu sync.Mutex
	at map[string]span // by local and remote address
}

type span struct{ from, to time.Time }

// ends are what tells a connection from others.
type ends interface {
	LocalAddr() net.Addr
	RemoteAddr() net.Addr
}

func dialKey(c ends) string { return c.LocalAddr().String() + " " + c.RemoteAddr().String() }

// watch is dial with its times remembered. plain says that the connection has
// no TLS to wait for.
func (d *dials) watch(dial Dial, plain bool) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		from := time.Now()
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		d.note(c, span{from, time.Now()})
		if r, ok := ctx.Value(recorderKey{}).(*recorder); ok && plain {
			r.open()
		}
		return c, nil
	}
}

func (d *dials) note(c ends, at span) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at[dialKey(c)] = at
}

// of is when c was dialled, if that was not asked before.
func (d *dials) of(c ends) span {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := dialKey(c)
	at := d.at[key]
	delete(d.at, key)
	return at
}

// begin starts a leg for a request that came at some time.
func begin(req *http.Request, came time.Time) *recorder {
	return &recorder{leg: Leg{Method: req.Method, URL: req.URL.String(), Came: came}, turned: time.Now()}
}
