package proxy_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/proxy"
)

// What is in the cache costs no round trip behind the proxy.
func TestCache(t *testing.T) {
	cfg := proxy.Config{Upstreams: []string{behindProxy}, Cache: proxy.Cache{
		Content: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Method) }),
		Hit:     func(r *http.Request) bool { return r.URL.Path == "/hit" },
	}}
	build(t, cfg, &http.Server{}, func(h *house) {
		_, took := h.ask(t, http.MethodGet, "http://proxy.test:8080/hit")
		require.InDelta(t, 2*near, took, float64(40*time.Microsecond))
		_, took = h.ask(t, http.MethodGet, "http://proxy.test:8080/miss")
		require.InDelta(t, near+2*far, took, float64(60*time.Microsecond))
		require.True(t, h.legs[0].Hit)
		require.False(t, h.legs[1].Hit)
		require.InDelta(t, far, h.legs[1].DialTo.Sub(h.legs[1].DialFrom), float64(20*time.Microsecond))
		require.InDelta(t, far, h.legs[1].FirstByte.Sub(h.legs[1].Sent), float64(20*time.Microsecond))
	})
}

// Think time comes once a request, on top.
func TestThink(t *testing.T) {
	const think = 30 * time.Millisecond
	build(t, proxy.Config{Upstreams: []string{behindProxy}, Think: think}, &http.Server{}, func(h *house) {
		h.ask(t, http.MethodGet, "http://proxy.test:8080/")
		_, took := h.ask(t, http.MethodGet, "http://proxy.test:8080/")
		require.InDelta(t, near+far+think, took, float64(60*time.Microsecond))
	})
}

// Servers behind the proxy take requests in turn.
func TestUpstreamsInTurn(t *testing.T) {
	build(t, proxy.Config{Upstreams: []string{behindProxy, "proxy.test:9"}}, &http.Server{}, func(h *house) {
		for i := range 4 {
			status, _ := h.ask(t, http.MethodGet, "http://proxy.test:8080/")
			require.Equal(t, []int{http.StatusOK, http.StatusBadGateway}[i%2], status, "nobody listens at the second")
		}
		require.Contains(t, h.legs[1].Err, "connection refused")
	})
}

// CONNECT costs the proxy's dial, and then bytes pass both ways, until both ends
// have hung up. A proxy that is closed ends it.
func TestTunnel(t *testing.T) {
	for _, close := range []string{"client", "proxy", "server"} {
		t.Run(close, func(t *testing.T) {
			build(t, proxy.Config{}, &http.Server{}, func(h *house) {
				start := time.Now()
				c, err := h.client.Dial("tcp", "proxy.test:8080")
				require.NoError(t, err)
				defer c.Close()
				in := bufio.NewReader(c)
				ask := func(head string) string {
					_, err := io.WriteString(c, head)
					require.NoError(t, err)
					res, err := http.ReadResponse(in, nil)
					require.NoError(t, err)
					if res.ContentLength < 0 {
						return res.Status
					}
					body, err := io.ReadAll(res.Body)
					require.NoError(t, err)
					return string(body)
				}
				require.Equal(t, "200 Connection established", ask("CONNECT server.test:80 HTTP/1.1\r\nHost: server.test:80\r\n\r\n"))
				require.InDelta(t, 2*near+far, time.Since(start), float64(60*time.Microsecond))
				require.Equal(t, "GET", ask("GET / HTTP/1.1\r\nHost: server.test\r\n\r\n"))
				switch close {
				case "client":
					require.NoError(t, c.Close())
				case "server":
					fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: server.test\r\nConnection: close\r\n\r\n")
					_, err = io.ReadAll(in)
					require.NoError(t, err)
				}
			})
		})
	}
}

func TestForwardRefuses(t *testing.T) {
	build(t, proxy.Config{}, &http.Server{}, func(h *house) {
		h.http = &http.Client{Transport: &http.Transport{DialContext: h.client.DialContext, DisableKeepAlives: true}}
		status, _ := h.ask(t, http.MethodGet, "http://proxy.test:8080/")
		require.Equal(t, http.StatusBadRequest, status, "not an absolute URL")
	})
}

func TestSettings(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, io.EOF }
	for _, c := range []struct {
		cfg proxy.Config
		err string
	}{
		{proxy.Config{}, "no Dial"},
		{proxy.Config{Dial: dial, Upstreams: []string{"x"}}, `upstream "x"`},
		{proxy.Config{Dial: dial, Think: -1}, "Think is negative"},
		{proxy.Config{Dial: dial, Client: proxy.ClientSide{IdleTimeout: -1}}, "Client.IdleTimeout is negative"},
		{proxy.Config{Dial: dial, Upstream: proxy.UpstreamSide{IdleTimeout: -1}}, "Upstream.IdleTimeout is negative"},
		{proxy.Config{Dial: dial, Upstream: proxy.UpstreamSide{Pool: -1}}, "pool of -1"},
		{proxy.Config{Dial: dial, Retry: 7}, "no Retry 7"},
	} {
		_, err := proxy.Start(c.cfg, nil)
		require.ErrorContains(t, err, c.err)
	}
}
