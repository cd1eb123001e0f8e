package tcp

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// averageWindow runs a long flow over an unlimited path on which lose says
// which data segments are lost. It gives the congestion window averaged over
// time and the segments delivered a round trip, both after the first skip.
func averageWindow(t *testing.T, cfg *Config, rtt time.Duration, skip, count int64, lose func() bool) (window, rate float64) {
	t.Helper()
	path := link{delay: rtt / 2}
	down := path
	down.drop = func(s *Segment) bool { return len(s.Data) > 0 && !s.Again && lose() }
	l := newLab(cfg, cfg, path, down)
	l.server.app = func(_ time.Duration, c *Conn) {
		for c.Write(zeros[:]) > 0 {
		}
	}
	buf := make([]byte, 64<<10)
	l.client.app = func(now time.Duration, c *Conn) {
		for c.Read(now, buf) > 0 {
		}
	}
	delivered := func() int64 {
		if l.server.conn == nil {
			return 0
		}
		return l.server.conn.Stats().Delivered
	}
	require.True(t, l.run(24*time.Hour, func() bool { return delivered() >= skip }))
	from, begun := delivered(), l.now
	sum, samples := 0, 0
	var sample func()
	sample = func() {
		sum += l.server.conn.Stats().Cwnd
		samples++
		l.at(l.now+rtt/10, sample)
	}
	sample()
	require.True(t, l.run(24*time.Hour, func() bool { return delivered() >= skip+count }))
	return float64(sum) / float64(samples), float64(delivered()-from) * rtt.Seconds() / (l.now - begun).Seconds()
}

// every loses the first segment early, so that the flow starts from below, and
// then every nth.
func every(n, first int) func() bool {
	i := 0
	return func() bool {
		i++
		return i == first || i%n == 0
	}
}

// RFC 8312 §5.1, R 100 ms: the average window with a loss every 1/p segments.
// With losses exactly periodic CUBIC in integers settles in one of several
// cycles, depending on where it started: hence an average over starts. The RFC
// takes the greater of CUBIC's and Reno's averages; the window takes the greater
// at each instant, which is more where the two curves cross, at p = 1e-3.
func TestRFC8312AverageWindows(t *testing.T) {
	for _, c := range []struct {
		cc     string
		period int
		want   float64
		within float64
	}{
		{"reno", 100, 12, 0.10},
		{"reno", 1000, 38, 0.10},
		{"reno", 10000, 120, 0.10},
		{"cubic", 100, 12, 0.10},
		{"cubic", 1000, 38, 0.20},
		{"cubic", 10000, 187, 0.10},
	} {
		cfg := &Config{Congestion: c.cc, DelayedACK: NoDelay}
		n := min(12*int64(c.period), 50_000)
		starts := []int{20, 60, 100, 200, 400}
		var got float64
		for _, first := range starts {
			w, _ := averageWindow(t, cfg, 100*time.Millisecond, n, n, every(c.period, first))
			got += w / float64(len(starts))
		}
		t.Logf("%s, a loss every %d: %.1f, RFC 8312 %.0f: %+.1f %%", c.cc, c.period, got, c.want, 100*(got/c.want-1))
		require.InEpsilon(t, c.want, got, c.within)
	}
}

// Mathis et al. 1997: window = 1.22/sqrt(p) with an ACK for each segment, 0.87
// with one for two; here with losses at random.
func TestMathis(t *testing.T) {
	for _, c := range []struct {
		p, k float64
		ack  time.Duration
	}{
		{0.001, 1.22, NoDelay}, {0.01, 1.22, NoDelay}, {0.001, 0.87, 200 * time.Millisecond},
	} {
		r := rand.New(rand.NewPCG(7, uint64(1/c.p)))
		cfg := &Config{Congestion: "reno", DelayedACK: c.ack, CountACKs: true}
		n := int64(60 / c.p)
		_, got := averageWindow(t, cfg, 100*time.Millisecond, n/10, n, func() bool { return r.Float64() < c.p })
		want := c.k / math.Sqrt(c.p)
		t.Logf("loss %g: %.1f, Mathis %.1f: %+.1f %%", c.p, got, want, 100*(got/want-1))
		require.InEpsilon(t, want, got, 0.20)
	}
}
