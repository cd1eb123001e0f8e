package replay_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/internal/worker"
	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// playPage plays a page of one's own on a run's network.
func playPage(t *testing.T, run scenario.Run, pg *page.Page, opt replay.Options) (out timeline.Run) {
	t.Helper()
	s := run.Setup()
	s.Page = pg
	s.PageServer().Aliases = slices.DeleteFunc(pg.Hosts(), func(name string) bool { return name == scenario.PageHost })
	return playSetup(t, s, opt)
}

func playSetup(t *testing.T, s *setup.Setup, opt replay.Options) (out timeline.Run) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		out, err = replay.Run(context.Background(), s, opt)
		require.NoError(t, err)
	})
	return out
}

// eachProtocol calls f with a run for each way to speak HTTP.
func eachProtocol(t *testing.T, f func(t *testing.T, run scenario.Run)) {
	http3 := everyProtocol[0]
	http3.name, http3.change = "HTTP/3", func(r *scenario.Run) { r.HTTP, r.TLS.Version = "3", "1.3" }
	for _, tc := range append(slices.Clone(everyProtocol), http3) {
		t.Run(tc.name, func(t *testing.T) {
			run := settings(0, 100*time.Millisecond)
			tc.change(&run)
			f(t, run)
		})
	}
}

// asked is a page whose files are asked for in every way that there is.
func asked() *page.Page {
	file := func(id int, r page.Resource) page.Resource {
		r.ID, r.Host, r.NamedAt = id, scenario.PageHost, 100*id
		r.Type = page.Other
		return r
	}
	return &page.Page{Resources: []page.Resource{
		{Host: scenario.PageHost, Path: "/", Query: "from=mail", Type: page.HTML, Size: 5000, Parent: -1},
		file(1, page.Resource{Path: "/api", Query: "x=1", Size: 100}),
		file(2, page.Resource{Path: "/api", Query: "x=2", Size: 200}),
		file(3, page.Resource{Path: "/api", Size: 300}),
		file(4, page.Resource{Path: "/api", Size: 400}),
		file(5, page.Resource{Path: "/api", Size: 500, Method: "POST", Upload: 20_000}),
		file(6, page.Resource{Path: "/api", Size: 600, Method: "POST", Upload: 3000}),
		file(7, page.Resource{Path: "/a%20b/%C3%BC", Query: "q=%26", Size: 700}),
		file(8, page.Resource{Path: "/missing", Size: 800, Status: http.StatusNotFound}),
		file(9, page.Resource{Path: "/ping", Method: "POST", Status: http.StatusNoContent}),
		file(10, page.Resource{Path: "/head", Method: "HEAD"}),
	}}
}

// Every answer is that of the resource that was asked for, whatever else has its
// URL.
func TestResourcesAreKnownByID(t *testing.T) {
	eachProtocol(t, func(t *testing.T, run scenario.Run) {
		pg := asked()
		out := playPage(t, run, pg, replay.Options{})
		require.Empty(t, out.Err)
		require.Len(t, out.Resources, len(pg.Resources))
		for i := range out.Resources {
			got := &out.Resources[i]
			want := &pg.Resources[got.ID]
			require.Equal(t, int64(want.Size), got.Bytes, got.URL)
			require.Equal(t, want.Code(), got.Status, got.URL)
			require.Equal(t, want.Verb(), got.Method)
			require.Contains(t, got.URL, "://www.example.test"+want.Target())
		}
	})
}

// A script that asks for a file takes time of its own: it is no part of the
// file's, and adds to the load's.
func TestDelayIsNoNetworkTime(t *testing.T) {
	const rtt, delay = 100 * time.Millisecond, 70 * time.Millisecond
	eachProtocol(t, func(t *testing.T, run scenario.Run) {
		run.Network.RTT = rtt
		pg := &page.Page{Resources: []page.Resource{
			{Host: scenario.PageHost, Path: "/", Type: page.HTML, Size: 1000, Parent: -1},
			{ID: 1, Host: scenario.PageHost, Path: "/api", Size: 10, Parent: 0, NamedAt: 1000},
		}}
		without := playPage(t, run, pg, replay.Options{})
		pg.Resources[1].Delay = delay
		with := playPage(t, run, pg, replay.Options{})
		require.Empty(t, with.Err)
		require.InDelta(t, float64(without.Total+delay), float64(with.Total), float64(10*time.Microsecond))
		require.InDelta(t, float64(with.Resources[0].End()+delay), float64(with.Resources[1].Start), float64(10*time.Microsecond))
	})
}

// A link of 1 Mbit/s takes 8 µs for a byte: so much later the answer comes for
// each byte more in the request's header, its body, and the response's header,
// whose sizes are exact over HTTP/1.1.
func TestHeadersHaveTheirSizes(t *testing.T) {
	const perByte = 8 * time.Microsecond
	run := settings(0, 50*time.Millisecond)
	run.Network.Up, run.Network.Down = 1_000_000, 1_000_000
	took := func(change func(*page.Resource)) (time.Duration, timeline.Run) {
		pg := &page.Page{Resources: []page.Resource{{Host: scenario.PageHost, Path: "/", Method: "POST", Type: page.HTML, Size: 100, Parent: -1, RequestHeader: 300, ResponseHeader: 300}}}
		change(&pg.Resources[0])
		out := playPage(t, run, pg, replay.Options{})
		require.Empty(t, out.Err)
		return out.Total, out
	}
	base, first := took(func(*page.Resource) {})
	for _, tc := range []struct {
		name     string
		up, down int64
		change   func(*page.Resource)
	}{
		{"request's header", 500, 0, func(r *page.Resource) { r.RequestHeader += 500 }},
		{"response's header", 0, 500, func(r *page.Resource) { r.ResponseHeader += 500 }},
		{"both", 250, 250, func(r *page.Resource) { r.RequestHeader += 250; r.ResponseHeader += 250 }},
		{"body", 500, 0, func(r *page.Resource) { r.Upload = 500 }},
	} {
		total, out := took(tc.change)
		require.Equal(t, tc.up, out.BytesUp-first.BytesUp, tc.name)
		require.Equal(t, tc.down, out.BytesDown-first.BytesDown, tc.name)
		require.Equal(t, time.Duration(tc.up+tc.down)*perByte, total-base, tc.name)
	}
	// A SYN has 60 bytes, an ACK 52, and so the request's packet has 352.
	require.EqualValues(t, 60+52+352, first.BytesUp-52*int64(first.PacketsUp-3))
}

// A request with a small body takes as long as one without: nobody waits for the
// answer to the one before.
func TestSmallUploadsCostNoRoundTrip(t *testing.T) {
	eachProtocol(t, func(t *testing.T, run scenario.Run) {
		pg := &page.Page{Resources: []page.Resource{{Host: scenario.PageHost, Path: "/", Type: page.HTML, Size: 1000, Parent: -1}}}
		for id := 1; id <= 6; id++ {
			pg.Resources = append(pg.Resources, page.Resource{ID: id, Host: scenario.PageHost, Path: "/count", Method: "POST", Size: 10, NamedAt: 1000})
		}
		without := playPage(t, run, pg, replay.Options{})
		for id := 1; id <= 6; id++ {
			pg.Resources[id].Upload = 10
		}
		with := playPage(t, run, pg, replay.Options{})
		require.Empty(t, with.Err)
		require.InDelta(t, float64(without.Total), float64(with.Total), float64(100*time.Microsecond))
	})
}

// Bodies of requests that are larger than every window and buffer go up, side by
// side on a connection that they share, and take what the link needs.
func TestLargeUploads(t *testing.T) {
	const size = 1_500_000 // more than the 1 MiB that a stream of net/http's takes by itself
	eachProtocol(t, func(t *testing.T, run scenario.Run) {
		run.Network.Up = 10_000_000
		pg := &page.Page{Resources: []page.Resource{{Host: scenario.PageHost, Path: "/", Type: page.HTML, Size: 1000, Parent: -1}}}
		for id := 1; id <= 3; id++ {
			pg.Resources = append(pg.Resources, page.Resource{ID: id, Host: scenario.PageHost, Path: "/upload", Method: "POST", Upload: size, Size: 10, NamedAt: 1})
		}
		out := playPage(t, run, pg, replay.Options{})
		require.Empty(t, out.Err)
		require.Greater(t, out.Total, 3*size*8*time.Second/10_000_000)
		if bubble.Shuffled {
			return // see sameEveryTime
		}
		if run.HTTP != "3" {
			require.Equal(t, out, playPage(t, run, pg, replay.Options{}))
			return
		}
		pool := worker.New(1)
		defer pool.Close()
		s := run.Setup()
		s.Page = pg
		first, err := pool.Play(t.Context(), &worker.Job{Setup: s})
		require.NoError(t, err)
		again, err := pool.Play(t.Context(), &worker.Job{Setup: s})
		require.NoError(t, err)
		require.Equal(t, first.Visits, again.Visits)
	})
}
