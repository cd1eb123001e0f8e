package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"rttlab/lab/internal/bubble"
	"rttlab/netem"
)

// virtualLimit is how much virtual time a workload may take: a deadlock behind
// a ticking timer would go on for ever.
const virtualLimit = time.Hour

// network is the row's path on netem, with the round trip that the real path
// had.
func network(r Row, seed uint64) (n *netem.Network, client, server *netem.Host, err error) {
	n = netem.New(netem.Config{Seed: seed, TCP: netem.TCP{Congestion: r.Congestion}})
	client = n.Host("client", netem.Link{
		Down:  netem.BitRate(r.Down * float64(netem.Mbps)),
		Up:    netem.BitRate(r.Up * float64(netem.Mbps)),
		Queue: netem.Queue{Bytes: r.Queue},
	})
	server = n.Host("server", netem.Link{})
	err = n.Path(client, server, netem.Path{RTT: r.RTTSeen, Back: netem.Direction{Loss: r.LossDown}})
	return n, client, server, err
}

// emulate does what the row says on netem, in virtual time, and says how long
// it took.
func emulate(r Row, seed uint64) (took time.Duration, err error) {
	if hung := bubble.Run(func() { took, err = runEmulated(r, seed) }); hung != nil {
		err = hung
	}
	if err != nil {
		return 0, fmt.Errorf("%s, %s: %w", r.workload(), r.way(), err)
	}
	return took, nil
}

func runEmulated(r Row, seed uint64) (time.Duration, error) {
	n, client, server, err := network(r, seed)
	if err != nil {
		return 0, err
	}
	defer n.Close()
	listener, err := server.Listen("tcp", ":80")
	if err != nil {
		return 0, err
	}
	web := &http.Server{Handler: handler()}
	done := make(chan error, 1)
	go func() { done <- web.Serve(listener) }()
	ctx, cancel := context.WithTimeout(context.Background(), virtualLimit)
	defer cancel()
	took, err := load(ctx, client.DialContext, "server:80", r)
	web.Close()
	<-done
	return took, err
}
