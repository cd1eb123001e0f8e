package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"
)

// dialer is what a workload reaches the server with: the kernel's, or netem's.
type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// handler answers GET /bytes/N with N bytes.
func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bytes/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n < 0 {
			http.Error(w, "the size is not a number", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(n))
		_, _ = w.Write(make([]byte, n)) // a client that leaves is the client's to report
	})
	return mux
}

// handshake is how long a bare TCP handshake takes.
func handshake(ctx context.Context, dial dialer, address string) (time.Duration, error) {
	start := time.Now()
	c, err := dial(ctx, "tcp", address)
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	return took, c.Close()
}

// load fetches the row's files, all asked for at once, and says how long it
// took from the first dial to the last byte. Without keep-alive each file has a
// connection of its own.
func load(ctx context.Context, dial dialer, address string, r Row) (time.Duration, error) {
	t := &http.Transport{
		DialContext:         dial,
		MaxConnsPerHost:     r.Conns,
		MaxIdleConnsPerHost: r.Conns,
		DisableKeepAlives:   !r.KeepAlive,
	}
	defer t.CloseIdleConnections()
	url := "http://" + address + "/bytes/" + strconv.Itoa(r.Size)
	start := time.Now()
	all, ctx := errgroup.WithContext(ctx)
	for range r.files() {
		all.Go(func() error { return get(ctx, t, url, r.Size) })
	}
	err := all.Wait()
	return time.Since(start), err
}

func get(ctx context.Context, t *http.Transport, url string, size int) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := t.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && n != int64(size) {
		err = fmt.Errorf("got %d of %d bytes", n, size)
	}
	return err
}
