//go:build unix

package replay_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/http3"

	"rttlab/lab/internal/quicnet"
)

// A floor is what the same requests cost without a network, a browser and a
// server of ours: the same header fields and httptrace, net/http and quic-go at
// both ends, and net.Pipe or a PacketConn in memory between them. It plays them
// once.
type floor func(b *testing.B)

const (
	floorFiles = 101
	floorSize  = 10000
)

// floorRequest is the header of a request of a browser's.
var floorRequest = http.Header{
	"Accept":             {"text/html,application/xhtml+xml,image/avif,image/webp,*/*;q=0.8"},
	"Accept-Encoding":    {"gzip, deflate, br, zstd"},
	"Accept-Language":    {"en-US,en;q=0.9"},
	"Referer":            {"http://www.example.test/"},
	"Sec-Ch-Ua":          {`"Chromium";v="140", "Not=A?Brand";v="24"`},
	"Sec-Ch-Ua-Mobile":   {"?0"},
	"Sec-Ch-Ua-Platform": {`"Linux"`},
	"Sec-Fetch-Mode":     {"no-cors"},
	"Sec-Fetch-Site":     {"same-origin"},
	"User-Agent":         {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"},
}

// answerFloor answers with the fields and as many bytes as the origin does.
func answerFloor(w http.ResponseWriter, _ *http.Request) {
	head := w.Header()
	head["Content-Type"] = []string{"image/webp"}
	head["Content-Length"] = []string{strconv.Itoa(floorSize)}
	head["Cache-Control"] = []string{"public, max-age=31536000"}
	head["Etag"] = []string{fmt.Sprintf(`"%08x"`, 17)}
	head["Server"] = []string{"rttlab"}
	_, _ = w.Write(floorBody)
}

var floorBody = make([]byte, floorSize)

// fetchFloor makes the requests, the first of them alone. Those that share a
// connection say how urgent they are.
func fetchFloor(b *testing.B, scheme string, rt http.RoundTripper, share bool) {
	buffers := sync.Pool{New: func() any { return new(make([]byte, 16<<10)) }}
	fetch := func(i int) {
		var sent, first time.Time
		trace := &httptrace.ClientTrace{
			WroteRequest:         func(httptrace.WroteRequestInfo) { sent = time.Now() },
			Got1xxResponse:       func(int, textproto.MIMEHeader) error { return nil },
			GotFirstResponseByte: func() { first = time.Now() },
		}
		req, err := http.NewRequestWithContext(httptrace.WithClientTrace(context.Background(), trace),
			http.MethodGet, fmt.Sprintf("%s://www.example.test/%d.webp", scheme, i), nil)
		if err != nil {
			b.Error(err)
			return
		}
		req.Header = floorRequest.Clone()
		if share && i > 0 {
			req.Header["Priority"] = []string{"i"}
		}
		res, err := rt.RoundTrip(req)
		if err != nil {
			b.Error(err)
			return
		}
		defer res.Body.Close()
		got := 0
		for err == nil {
			var n int
			buffer := buffers.Get().(*[]byte)
			n, err = res.Body.Read(*buffer)
			buffers.Put(buffer)
			got += n
		}
		if !errors.Is(err, io.EOF) || got != floorSize || sent.IsZero() || first.IsZero() {
			b.Error(err, got, sent, first)
		}
	}
	fetch(0)
	var all sync.WaitGroup
	for i := 1; i < floorFiles; i++ {
		all.Go(func() { fetch(i) })
	}
	all.Wait()
}

// pipes is a network of net.Pipe.
type pipes chan net.Conn

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	p <- far
	return near, nil
}

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func floorOverPipes(b *testing.B, protocols func(*http.Protocols), share bool) {
	network := make(pipes)
	server := &http.Server{Handler: http.HandlerFunc(answerFloor), Protocols: new(http.Protocols)}
	client := &http.Transport{DialContext: network.dial, MaxConnsPerHost: 6, DisableCompression: true, Protocols: new(http.Protocols)}
	protocols(server.Protocols)
	protocols(client.Protocols)
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(network) })
	fetchFloor(b, "http", client, share)
	client.CloseIdleConnections()
	_ = server.Close()
	serving.Wait()
	time.Sleep(time.Second) // net/http's goroutines end
}

func floorHTTP1(b *testing.B) { floorOverPipes(b, func(p *http.Protocols) { p.SetHTTP1(true) }, false) }

func floorHTTP2(b *testing.B) {
	floorOverPipes(b, func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) }, true)
}

// lane is a PacketConn whose datagrams another gets at once.
type lane struct {
	mu       sync.Mutex
	come     sync.Cond
	in       [][]byte
	other    *lane
	addr     net.UDPAddr
	closed   bool
	deadline time.Time
}

func newLanes() (a, z *lane) {
	a, z = new(lane), new(lane)
	a.other, z.other = z, a
	for i, l := range []*lane{a, z} {
		l.come.L = &l.mu
		l.addr = net.UDPAddr{IP: net.IPv4(10, 0, 0, byte(1+i)), Port: 443}
	}
	return a, z
}

func (l *lane) ReadFrom(p []byte) (int, net.Addr, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		switch {
		case l.closed:
			return 0, nil, net.ErrClosed
		case !l.deadline.IsZero() && !time.Now().Before(l.deadline):
			return 0, nil, os.ErrDeadlineExceeded
		case len(l.in) > 0:
			n := copy(p, l.in[0])
			l.in = l.in[1:]
			return n, &l.other.addr, nil
		}
		l.come.Wait()
	}
}

// floorDatagrams is how many lanes have carried.
var floorDatagrams atomic.Int64

func (l *lane) WriteTo(p []byte, _ net.Addr) (int, error) {
	floorDatagrams.Add(1)
	o := l.other
	o.mu.Lock()
	defer o.mu.Unlock()
	o.in = append(o.in, bytes.Clone(p))
	o.come.Signal()
	return len(p), nil
}

func (l *lane) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.come.Broadcast()
	return nil
}

func (l *lane) SetReadDeadline(t time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deadline = t
	l.come.Broadcast()
	return nil
}

func (l *lane) SetDeadline(t time.Time) error    { return l.SetReadDeadline(t) }
func (l *lane) SetWriteDeadline(time.Time) error { return nil }
func (l *lane) LocalAddr() net.Addr              { return &l.addr }

// floorCertificate is like the origin's: one of ECDSA, made once.
var floorCertificate = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"www.example.test"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})

func floorHTTP3(b *testing.B) {
	near, far := newLanes()
	server := &http3.Server{Handler: http.HandlerFunc(answerFloor)}
	serverSide := &quic.Transport{Conn: quicnet.Conn(far)}
	ln, err := serverSide.ListenEarly(http3.ConfigureTLSConfig(&tls.Config{
		Certificates: []tls.Certificate{floorCertificate()}, MinVersion: tls.VersionTLS13,
	}), &quic.Config{MaxIncomingStreams: 250})
	if err != nil {
		b.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		if conn, err := ln.Accept(context.Background()); err == nil {
			_ = server.ServeQUICConn(conn)
		}
	})
	clientSide := &quic.Transport{Conn: quicnet.Conn(near)}
	client := &http3.Transport{
		DisableCompression: true,
		TLSClientConfig:    &tls.Config{InsecureSkipVerify: true, ServerName: "www.example.test"},
		QUICConfig:         &quic.Config{MaxIncomingStreams: -1},
		Dial: func(ctx context.Context, _ string, t *tls.Config, q *quic.Config) (*quic.Conn, error) {
			return clientSide.DialEarly(ctx, &far.addr, t, q)
		},
	}
	fetchFloor(b, "https", client, true)
	_ = client.Close()
	serving.Wait()
	_ = ln.Close()
	_, _ = clientSide.Close(), serverSide.Close()
	_, _ = near.Close(), far.Close()
}

// processor is the time that this process has had a processor for. Unlike the
// clock it does not run while others have it.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot be: the arguments are right
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// besideFloor has f and its floor take turns, in virtual time each, and reports
// what processor time f takes in milliseconds and as a multiple of its floor's.
func besideFloor(b *testing.B, f func(), floor floor) {
	var ours, floors time.Duration
	for b.Loop() {
		before := processor()
		inBubble(b, f)
		between := processor()
		inBubble(b, func() { floor(b) })
		ours += between - before
		floors += processor() - between
	}
	b.ReportMetric(ours.Seconds()*1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(ours)/float64(floors), "x-floor")
}
