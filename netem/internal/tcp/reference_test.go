package tcp

import (
	"cmp"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A row of what a real Linux did; see testdata.
type row struct {
	keepAlive            bool
	conns, objects, size int
	rtt                  time.Duration
	down, up             float64 // bit/s
	queue                int
	loss                 float64
	cc                   string
	runs                 int
	least, median, p90   float64 // seconds
}

func readRows(t *testing.T, file string) []row {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	records, err := r.ReadAll()
	require.NoError(t, err)
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	var rows []row
	for _, rec := range records[1:] {
		num := func(name string) float64 {
			v, err := strconv.ParseFloat(rec[column[name]], 64)
			require.NoError(t, err)
			return v
		}
		rows = append(rows, row{
			keepAlive: rec[column["keepalive"]] == "true",
			conns:     int(num("conns")), objects: int(num("objects")), size: int(num("size_bytes")),
			rtt:  time.Duration(num("rtt_seen_ms") * float64(time.Millisecond)),
			down: num("down_mbps") * 1e6, up: num("up_mbps") * 1e6,
			queue: int(num("queue_bytes")), loss: num("loss_down"), cc: rec[column["cc"]],
			runs: int(num("runs")), least: num("min_s"), median: num("median_s"), p90: num("p90_s"),
		})
	}
	return rows
}

const (
	requestBytes = 100 // GET, Host, User-Agent, Accept-Encoding as Go writes them
	headerBytes  = 130 // status, Content-Length, Content-Type, Date
)

// responseWrites is how Go's server writes: the header and what fits beside it
// in its buffer of 4096 bytes, then the rest at once.
func responseWrites(size int) []int {
	const buffer = 4096
	total := headerBytes + size
	if total <= buffer {
		return []int{total}
	}
	return []int{buffer, total - buffer}
}

func (r row) fetch(seed uint64) *fetch {
	cfg := &Config{Congestion: r.cc}
	f := &fetch{
		client: cfg, server: cfg, request: requestBytes, writes: responseWrites(r.size),
		up:   link{rate: r.up, queue: r.queue, delay: r.rtt / 2},
		down: link{rate: r.down, queue: r.queue, delay: r.rtt / 2},
	}
	if r.loss > 0 {
		f.down.drop = randomLoss(seed, r.loss)
	}
	return f
}

// deviation is the relative error of got seconds against the row, nothing when
// it lies within what the row saw or within 0.6 ms, the time of the programs at
// both ends.
func (r row) deviation(got float64) float64 {
	if got >= r.least && got <= r.p90 || math.Abs(got-r.median) < 0.0006 {
		return 0
	}
	return (got - r.median) / r.median
}

func quantile[T cmp.Ordered](v []T, q float64) T {
	s := slices.Sorted(slices.Values(v))
	return s[min(len(s)-1, int(q*float64(len(s))))]
}

func TestTransfersTakeWhatLinuxTakes(t *testing.T) {
	var off []float64
	for _, r := range readRows(t, "testdata/transfer.csv") {
		took, ok := r.fetch(0).run()
		require.True(t, ok)
		d := r.deviation(took.Seconds())
		t.Logf("%7d B %6.2f ms %5.1f Mbit/s %-5s %.4f s, Linux %.4f to %.4f: %+.2f %%",
			r.size, r.rtt.Seconds()*1e3, r.down/1e6, r.cc, took.Seconds(), r.least, r.p90, 100*d)
		off = append(off, math.Abs(d))
	}
	require.Less(t, quantile(off, 0.5), 0.01)
	require.Less(t, quantile(off, 0.95), 0.03)
	require.Less(t, slices.Max(off), 0.08)
}

// spread is the interval that a quantile of runs measurements falls into 99
// times of 100 if they are drawn from the distribution that took samples. Twenty
// runs say little about a distribution this wide: the median of Linux's lies
// anywhere in it.
func spread(took []float64, runs int, q float64) (low, high float64) {
	r := rand.New(rand.NewPCG(1, 2))
	draws := make([]float64, 2000)
	sample := make([]float64, runs)
	for i := range draws {
		for j := range sample {
			sample[j] = took[r.IntN(len(took))]
		}
		draws[i] = quantile(sample, q)
	}
	return quantile(draws, 0.005), quantile(draws, 0.995)
}

func TestLossSpreadsAsOnLinux(t *testing.T) {
	const seeds = 200
	var off []float64
	for _, r := range readRows(t, "testdata/loss.csv") {
		took := make([]float64, seeds)
		for seed := range took {
			d, ok := r.fetch(uint64(seed)).run()
			require.True(t, ok)
			took[seed] = d.Seconds()
		}
		for _, q := range []struct{ q, linux, bound float64 }{{0.5, r.median, 0.25}, {0.9, r.p90, 0.30}} {
			got := quantile(took, q.q)
			low, high := spread(took, r.runs, q.q)
			d := got/q.linux - 1
			t.Logf("%7d B %6.2f ms loss %.3f: p%.0f %.4f s, Linux %.4f: %+.1f %% (%d runs say %.3f to %.3f)",
				r.size, r.rtt.Seconds()*1e3, r.loss, 100*q.q, got, q.linux, 100*d, r.runs, low, high)
			if q.q == 0.5 {
				off = append(off, math.Abs(d))
			}
			if math.Abs(d) > q.bound {
				require.GreaterOrEqual(t, q.linux, low)
				require.LessOrEqual(t, q.linux, high)
			}
		}
	}
	var total float64
	for _, d := range off {
		total += d
	}
	require.Less(t, total/float64(len(off)), 0.10)
}

func TestPagesTakeWhatLinuxTakes(t *testing.T) {
	for _, r := range readRows(t, "testdata/page-go.csv") {
		f := r.fetch(0)
		p := page{
			cfg: f.client, up: f.up, down: f.down, request: f.request, writes: f.writes,
			objects: r.objects, conns: r.conns, keepAlive: r.keepAlive,
		}
		took, ok := p.run()
		require.True(t, ok)
		d := r.deviation(took.Seconds())
		t.Logf("%6.2f ms %5.1f Mbit/s keep-alive %-5v %.4f s, Linux %.4f (%.4f to %.4f): %+.2f %%",
			r.rtt.Seconds()*1e3, r.down/1e6, r.keepAlive, took.Seconds(), r.median, r.least, r.p90, 100*d)
		require.Less(t, math.Abs(d), 0.02)
	}
}
