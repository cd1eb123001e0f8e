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
	Sent        time.Time // and sent it on
	FirstByte   time.Time
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
	Err    string // why there was no answer
}

// recorder fills in a Leg as the Transport tells.
type recorder struct {
	mu  sync.Mutex
	leg Leg
}

func (r *recorder) set(f func(*Leg)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.leg)
}

func (r *recorder) trace(d *dials) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) {
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

func dialKey(c net.Conn) string { return c.LocalAddr().String() + " " + c.RemoteAddr().String() }

// watch is dial with its times remembered.
func (d *dials) watch(dial Dial) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		from := time.Now()
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.at[dialKey(c)] = span{from, time.Now()}
		return c, nil
	}
}

// of is when c was dialled, if that was not asked before.
func (d *dials) of(c net.Conn) span {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := dialKey(c)
	at := d.at[key]
	delete(d.at, key)
	return at
}

// begin starts a leg for a request that came at some time.
func begin(req *http.Request, came time.Time) *recorder {
	return &recorder{leg: Leg{Method: req.Method, URL: req.URL.String(), Came: came}}
}
