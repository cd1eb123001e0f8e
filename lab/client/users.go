package client

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"rttlab/lab/internal/pace"
	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// Users are visitors that arrive one after another, at even distances. Each loads
// the page, one file after another on a connection of its own, and reads: its
// browser leaves the connection open, and the server ends it. Count, Over, Dial,
// Address and Page are required.
type Users struct {
	Count int
	Over  time.Duration // from the first to where the next after the last would come

	// Patience is how long a user waits for the whole page; 0: 10 s.
	Patience time.Duration

	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Address string // host and port
	Page    *page.Page

	Open     func() int // connections that the server has open
	RealTime bool       // as in browser.Config
	Poll     func()     // when set, is called for each sample
}

const (
	// defaultPatience is what users are said to have (J. Nielsen, Usability
	// Engineering, 1993: 10 s keep the attention).
	defaultPatience = 10 * time.Second

	// browserIdle is how long a browser keeps a connection that it has used:
	// Chromium's ClientSocketPool::used_idle_socket_timeout.
	browserIdle = 300 * time.Second

	sampleEvery = 100 * time.Millisecond
)

// users is Users at work.
type users struct {
	Users
	clock

	mu      sync.Mutex
	waiting int
	loaded  time.Duration // when the last had the page
	out     timeline.Users
}

// Run has the users come, and returns when the server has ended the last of their
// connections, or ctx ends: then that is the error. It says when the last of them
// had the page.
func (cfg Users) Run(ctx context.Context) (*timeline.Users, time.Duration, error) {
	if cfg.Count < 1 || cfg.Dial == nil || cfg.Page == nil || cfg.Open == nil {
		return nil, 0, errors.New("client: users need Count, Dial, Page and Open")
	}
	u := &users{Users: cfg, clock: clock{time.Now(), cfg.RealTime}}
	if u.Patience == 0 {
		u.Patience = defaultPatience
	}
	u.out.Count, u.out.Every = cfg.Count, sampleEvery
	over := make(chan struct{})
	var sampling sync.WaitGroup
	sampling.Go(func() { u.sample(ctx, over) })
	var here sync.WaitGroup
	for i := range cfg.Count {
		if !u.until(ctx, cfg.Over*time.Duration(i)/time.Duration(cfg.Count)) {
			break
		}
		here.Go(func() { u.visit(ctx) })
	}
	here.Wait()
	close(over)
	sampling.Wait()
	return &u.out, u.loaded, context.Cause(ctx)
}

// until waits until a time; false when ctx has ended.
func (u *users) until(ctx context.Context, at time.Duration) bool {
	timer := time.NewTimer(at - time.Since(u.start))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if !u.real {
		pace.Asks.Wait()
	}
	return ctx.Err() == nil
}

// sample notes how things are, until all is over.
func (u *users) sample(ctx context.Context, over chan struct{}) {
	for i := 0; ; i++ {
		timer := time.NewTimer(time.Duration(i)*sampleEvery - time.Since(u.start))
		select {
		case <-timer.C:
		case <-over:
			timer.Stop()
			return
		}
		if u.Poll != nil {
			u.Poll()
		}
		if !u.real {
			pace.Samples.Wait()
		}
		open := u.Open()
		u.mu.Lock()
		u.out.Open = append(u.out.Open, open)
		u.out.Waiting = append(u.out.Waiting, u.waiting)
		u.out.Away = append(u.out.Away, u.out.TurnedAway)
		u.mu.Unlock()
	}
}

// visit is one user's.
func (u *users) visit(ctx context.Context) {
	u.mu.Lock()
	u.waiting++
	u.mu.Unlock()
	conn, requests, err := u.load(ctx)
	u.mu.Lock()
	u.waiting--
	u.out.Requests += requests
	if err != nil {
		u.out.TurnedAway++
	} else {
		u.loaded = max(u.loaded, u.now())
	}
	u.mu.Unlock()
	if conn == nil {
		return
	}
	defer conn.Close() // what hanging up says is of no interest
	if err == nil {
		u.read(ctx, conn)
	}
}

// load loads the page, as far as it comes.
func (u *users) load(ctx context.Context) (conn net.Conn, requests int, err error) {
	ctx, cancel := context.WithTimeout(ctx, u.Patience)
	defer cancel()
	conn, err = u.Dial(ctx, "tcp", u.Address)
	if err != nil {
		return nil, 0, err
	}
	u.mu.Lock()
	u.out.Dials++
	u.mu.Unlock()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	br := bufio.NewReader(conn)
	for i := range u.Page.Resources {
		r := &u.Page.Resources[i]
		if _, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: rttlab\r\n\r\n", r.Target(), r.Host); err != nil {
			return conn, requests, err
		}
		answer, err := http.ReadResponse(br, nil)
		if err != nil {
			return conn, requests, err
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return conn, requests, err
		}
		requests++
	}
	return conn, requests, ctx.Err()
}

// read is the user reading, until somebody ends the connection.
func (u *users) read(ctx context.Context, conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(browserIdle)) // it fails where Read does
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	var nothing [1]byte
	_, _ = conn.Read(nothing[:])
}
