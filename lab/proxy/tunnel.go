package proxy

import (
	"cmp"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// tunnel is CONNECT: bytes both ways, until both ends have hung up.
func (p *Proxy) tunnel(w http.ResponseWriter, req *http.Request, came time.Time) {
	r := begin(req, came)
	defer p.record(req, r)
	defer func() { r.set(func(l *Leg) { l.Done = time.Now() }) }()
	r.set(func(l *Leg) { l.URL, l.DialFrom = req.Host, time.Now() })
	server, err := p.cfg.Dial(req.Context(), "tcp", req.Host)
	if err != nil {
		r.set(func(l *Leg) { l.Status, l.Err = http.StatusBadGateway, err.Error() })
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer server.Close()
	r.set(func(l *Leg) {
		l.DialTo, l.Tries, l.Status = time.Now(), 1, http.StatusOK
		l.Local, l.Remote = server.LocalAddr().String(), server.RemoteAddr().String()
	})
	client, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "this version of HTTP has no tunnels here", http.StatusNotImplemented)
		return
	}
	defer client.Close()
	if !p.keep(client, server) {
		return
	}
	defer p.forget(client, server)
	if _, err := io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return // the client has gone
	}
	var both sync.WaitGroup
	way := func(to net.Conn, from io.Reader) {
		// The first to end says why; it ends the other.
		if err := pass(to, from); err != nil && !errors.Is(err, net.ErrClosed) {
			r.set(func(l *Leg) { l.Err = cmp.Or(l.Err, err.Error()) })
		}
	}
	both.Go(func() { way(server, buffered.Reader) })
	both.Go(func() { way(client, server) })
	both.Wait()
}

// pass copies until from ends, and then ends to.
func pass(to net.Conn, from io.Reader) error {
	_, err := io.Copy(to, from)
	if half, ok := to.(interface{ CloseWrite() error }); ok && err == nil {
		_ = half.CloseWrite() // it fails when the other direction has ended all
		return nil
	}
	_ = to.Close()
	return err
}

func (p *Proxy) keep(conns ...net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		p.tunnels[c] = true
	}
	return !p.closed
}

func (p *Proxy) forget(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.tunnels, c)
	}
}

// buffers are for copying bodies, 32 KiB each as io.Copy has them.
type buffers struct{ pool sync.Pool }

const bufferSize = 32 << 10

func (b *buffers) Get() []byte {
	if p, ok := b.pool.Get().(*[]byte); ok {
		return *p
	}
	return make([]byte, bufferSize)
}

func (b *buffers) Put(p []byte) { b.pool.Put(&p) }
