package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"rttlab/lab/internal/worker"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// browserSeeds is how often a page load with loss is emulated.
const browserSeeds = 50

// pageRun is the row as a scenario's run. What a browser takes itself belongs
// into its Browser, and into nothing else here.
func pageRun(r Row, seed uint64) *scenario.Run {
	run := &scenario.Run{
		Name: r.workload(),
		Seed: seed,
		Network: scenario.Network{
			RTT:      r.RTTSeen,
			Down:     netem.BitRate(r.Down * float64(netem.Mbps)),
			Up:       netem.BitRate(r.Up * float64(netem.Mbps)),
			Queue:    netem.Queue{Bytes: r.Queue},
			LossDown: r.LossDown,
		},
		TCP: scenario.TCP{Congestion: r.Congestion},
		Page: scenario.Page{
			HTML:   len(siteHTML(r)),
			Assets: []scenario.Assets{{Count: r.Objects, Size: r.Size, Type: page.Image}},
			Hosts:  r.Shards,
		},
		Browser:   scenario.Browser{ConnectionsPerHost: r.Conns, Like: "chromium"},
		HTTP:      map[string]string{"h1": "1.1", "h2": "2", "h3": "3"}[r.Proto],
		KeepAlive: &r.KeepAlive,
	}
	if r.TLS {
		run.TLS.Version = "1.3"
	}
	return run
}

// pages plays page loads.
var pages = sync.OnceValue(func() *worker.Pool { return worker.New(1) })

// emulatePage loads the row's page in virtual time.
func emulatePage(r Row, seed uint64) (time.Duration, error) {
	about := r.workload() + ", " + r.way()
	res, err := pages().Play(context.Background(), &worker.Job{Setup: pageRun(r, seed).Setup()})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", about, err)
	}
	run := &res.Visits[0]
	if run.Err != "" {
		return 0, fmt.Errorf("%s: the page did not load: %s", about, run.Err)
	}
	return run.Total - run.ConnectStart(), nil
}
