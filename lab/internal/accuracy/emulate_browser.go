package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"rttlab/lab/internal/worker"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
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
		KeepAlive: r.KeepAlive,
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
	return run.Total - connectStart(run), nil
}

// connectStart is what Navigation Timing gives as such in Chromium, where the
// reference's times start: when the page's connection began to be opened if the
// request had to wait for that. A request that finds an open connection is
// counted from its own start, except by QUIC.
func connectStart(run *timeline.Run) time.Duration {
	page := &run.Resources[0]
	if page.Connect+page.TLS == 0 && page.Protocol != "h3" {
		return page.Start
	}
	return run.Connections[page.Connection-1].Opened
}
