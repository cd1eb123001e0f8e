package main

import (
	"context"
	"io"
	"time"

	"rttlab/netem"
)

// exchange is a client that asks a server for bytes over one connection.
type exchange struct {
	TCP   netem.TCP
	Link  netem.Link // the server's
	RTT   time.Duration
	Think time.Duration // the server's, before it answers
	Sizes []int         // bytes of each answer
	Apart time.Duration // between an answer and the next request
}

// moments are the times of an exchange since its dial.
type moments struct {
	Connected time.Duration
	Asked     []time.Duration // each request
	Answered  []time.Duration // the last byte of each answer
}

// run does the exchange.
func (x exchange) run() (m moments, err error) {
	n := netem.New(netem.Config{Seed: 1, TCP: x.TCP})
	defer n.Close()
	client, server := n.Host("client", netem.Link{}), n.Host("server", x.Link)
	if err := n.Path(client, server, netem.Path{RTT: x.RTT}); err != nil {
		return m, err
	}
	listener, err := server.Listen("tcp", ":80")
	if err != nil {
		return m, err
	}
	served := make(chan error, 1)
	go func() {
		c, err := listener.Accept()
		if err != nil {
			served <- err
			return
		}
		defer c.Close()
		for _, size := range x.Sizes {
			if _, err = io.ReadFull(c, make([]byte, 1)); err != nil {
				break
			}
			time.Sleep(x.Think)
			if _, err = c.Write(make([]byte, size)); err != nil {
				break
			}
		}
		served <- err
	}()
	start := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), virtualLimit)
	defer cancel()
	c, err := client.DialContext(ctx, "tcp", "server:80")
	if err != nil {
		return m, err
	}
	defer c.Close()
	m.Connected = time.Since(start)
	for _, size := range x.Sizes {
		m.Asked = append(m.Asked, time.Since(start))
		if _, err := c.Write([]byte{1}); err != nil {
			return m, err
		}
		if _, err := io.CopyN(io.Discard, c, int64(size)); err != nil {
			return m, err
		}
		m.Answered = append(m.Answered, time.Since(start))
		time.Sleep(x.Apart)
	}
	return m, <-served
}
