package dissect_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/dissect"
)

// tap keeps what passes a connection.
type tap struct {
	net.Conn
	mu       sync.Mutex
	up, down bytes.Buffer
}

func (t *tap) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.down.Write(p[:n])
	return n, err
}

func (t *tap) Write(p []byte) (int, error) {
	n, err := t.Conn.Write(p)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.up.Write(p[:n])
	return n, err
}

// fetched has a client fetch two files over one connection and returns what the
// connection carried, and its secrets.
func fetched(t *testing.T, secure bool, settings *tls.Config, http2 bool) (up, down, secrets []byte) {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/none" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 20_000))
	}))
	server.EnableHTTP2 = http2
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	defer server.Close()
	var log bytes.Buffer
	settings.KeyLogWriter = &log
	settings.ServerName = "example.com"
	settings.ClientSessionCache = tls.NewLRUClientSessionCache(1)
	if secure {
		settings.RootCAs = x509.NewCertPool()
		settings.RootCAs.AddCert(server.Certificate())
	}
	var wire *tap
	transport := &http.Transport{
		TLSClientConfig: settings, ForceAttemptHTTP2: http2,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			c, err := new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			wire = &tap{Conn: c}
			return wire, err
		},
	}
	client := &http.Client{Transport: transport}
	for _, path := range []string{"/a?b=c", "/none"} {
		resp, err := client.Get(strings.Replace(server.URL, "127.0.0.1", "example.com", 1) + path)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
	}
	transport.CloseIdleConnections()
	wire.mu.Lock()
	defer wire.mu.Unlock()
	return wire.up.Bytes(), wire.down.Bytes(), log.Bytes()
}

func names(all []dissect.Message) (out []string) {
	for _, m := range all {
		out = append(out, m.Name)
	}
	return out
}

// Whatever version and cipher, a connection says the same: what its handshake
// consists of, what is asked for and what is answered.
func TestStreams(t *testing.T) {
	gets, answers := []string{"GET /a?b=c", "GET /none"}, []string{"200 /a?b=c", "404 /none"}
	upTo13, downTo13 := []string{"ClientHello", "Finished"}, []string{"ServerHello", "EncryptedExtensions", "Certificate", "CertificateVerify", "Finished", "NewSessionTicket"}
	upTo12, downTo12 := []string{"ClientHello", "ClientKeyExchange", "Finished"}, []string{"ServerHello", "Certificate", "ServerKeyExchange", "ServerHelloDone", "NewSessionTicket", "Finished"}
	settings := []string{"SETTINGS"}
	all := func(parts ...[]string) (out []string) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	type version struct {
		name     string
		settings *tls.Config
		up, down []string
	}
	versions := []version{{"TLS 1.3", &tls.Config{MinVersion: tls.VersionTLS13}, upTo13, downTo13}}
	for _, suite := range []uint16{
		tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	} {
		versions = append(versions, version{
			tls.CipherSuiteName(suite), &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{suite}}, upTo12, downTo12,
		})
	}
	for _, v := range versions {
		t.Run(v.name, func(t *testing.T) {
			up, down, secrets := fetched(t, true, v.settings, false)
			sent, answered := dissect.Streams(up, down, secrets)
			require.Equal(t, all(v.up, gets), names(sent))
			require.Equal(t, all(v.down, answers), names(answered))
			require.Zero(t, sent[0].At)
			for i, m := range sent[1:] {
				require.GreaterOrEqual(t, m.At, sent[i].At)
			}
			require.Equal(t, byte(23), up[sent[len(sent)-1].At], "a request begins where its record does")

			sent, _ = dissect.Streams(up, down, nil)
			require.NotContains(t, names(sent), "GET /none", "TLS hides it from who has no secrets")
			require.Equal(t, "ClientHello", sent[0].Name)
		})
	}
	t.Run("HTTP/2", func(t *testing.T) {
		up, down, secrets := fetched(t, true, &tls.Config{MinVersion: tls.VersionTLS13}, true)
		sent, answered := dissect.Streams(up, down, secrets)
		require.Equal(t, all(upTo13, settings, gets), names(sent))
		require.Equal(t, all(downTo13, settings, answers), names(answered))
	})
	t.Run("in the clear", func(t *testing.T) {
		up, down, _ := fetched(t, false, &tls.Config{}, false)
		sent, answered := dissect.Streams(up, down, nil)
		require.Equal(t, gets, names(sent))
		require.Equal(t, answers, names(answered))
		require.True(t, bytes.HasPrefix(up[sent[1].At:], []byte("GET /none")), "to the byte")
		require.True(t, bytes.HasPrefix(down[answered[1].At:], []byte("HTTP/1.1 404")), "to the byte")
	})
}

// What comes in pieces of another protocol is named as well: a tunnel through a
// proxy, hints before a response, a database.
func TestOtherStreams(t *testing.T) {
	for _, c := range []struct {
		name, up, down string
		sent, answered []dissect.Message
	}{
		{
			"a tunnel", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
			"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n",
			[]dissect.Message{{0, "CONNECT a:80"}, {37, "GET /b"}},
			[]dissect.Message{{0, "200 a:80"}, {19, "304 /b"}},
		},
		{
			"early hints", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
			[]dissect.Message{{0, "GET /"}},
			[]dissect.Message{{0, "103 /"}, {28, "200 /"}},
		},
		{
			"PostgreSQL", "\x00\x00\x00\x08\x00\x03\x00\x00Q\x00\x00\x00\x05\x00X\x00\x00\x00\x04", "R\x00\x00\x00\x08\x00\x00\x00\x00Z\x00\x00\x00\x05I",
			[]dissect.Message{{0, "StartupMessage"}, {8, "Query"}, {14, "Terminate"}},
			[]dissect.Message{{0, "Authentication"}, {9, "ReadyForQuery"}},
		},
		{
			"PostgreSQL without TLS", "\x00\x00\x00\x08\x04\xd2\x16\x2f\x00\x00\x00\x08\x00\x03\x00\x00", "N",
			[]dissect.Message{{0, "SSLRequest"}, {8, "StartupMessage"}},
			[]dissect.Message{{0, "SSL: no"}},
		},
		{"nothing", "", "", nil, nil},
		{"something else", "hello\r\n", "there", nil, nil},
	} {
		sent, answered := dissect.Streams([]byte(c.up), []byte(c.down), nil)
		require.Equal(t, c.sent, sent, c.name)
		require.Equal(t, c.answered, answered, c.name)
	}
}

// Whatever bytes a connection carries, messages lie within them.
func FuzzStreams(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"), []byte("HTTP/1.1 200 OK\r\n\r\n"), []byte("CLIENT_RANDOM 00 00\n"))
	f.Add([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"), []byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), []byte(nil))
	f.Add([]byte("\x16\x03\x01\x00\x04\x01\x00\x00\x00"), []byte("\x16\x03\x03\x00\x04\x02\x00\x00\x00"), []byte(nil))
	f.Add([]byte("\x00\x00\x00\x08\x04\xd2\x16\x2f"), []byte("S"), []byte(nil))
	f.Fuzz(func(t *testing.T, up, down, secrets []byte) {
		sent, answered := dissect.Streams(up, down, secrets)
		for _, m := range sent {
			require.Less(t, m.At, int64(len(up)))
		}
		for _, m := range answered {
			require.Less(t, m.At, int64(len(down)))
		}
	})
}
