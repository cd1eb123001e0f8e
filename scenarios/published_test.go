package scenarios_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/scenarios"
)

// sweep plays a built-in scenario at each value of one of its sweeps.
func sweep(t *testing.T, name, key string) (values []float64, points []*timeline.Timeline) {
	t.Helper()
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	own := open(t, name)
	for _, axes := range own.Sweeps {
		if axes[0].Key != key {
			continue
		}
		for _, v := range axes[0].Values {
			s, err := scenario.Parse(name+".yaml", text, key+"="+v)
			require.NoError(t, err)
			x, _, err := scenario.Quantity(v)
			require.NoError(t, err)
			values = append(values, x)
			points = append(points, play(t, s))
		}
		return values, points
	}
	t.Fatalf("%s does not sweep %s", name, key)
	return nil, nil
}

// at plays a built-in scenario with some keys set.
func at(t *testing.T, name string, set ...string) *timeline.Timeline {
	t.Helper()
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	s, err := scenario.Parse(name+".yaml", text, set...)
	require.NoError(t, err)
	return play(t, s)
}

// has fails unless an about has these words.
func has(t *testing.T, name, format string, figures ...any) {
	t.Helper()
	require.Contains(t, strings.Join(strings.Fields(open(t, name).About), " "), fmt.Sprintf(format, figures...))
}

// less is by how many percent b is less than a.
func less(a, b float64) float64 { return 100 * (1 - b/a) }

// line fits a straight line by least squares, and says how much of the variance
// it explains.
func line(xs, ys []float64) (slope, explained float64) {
	n := float64(len(xs))
	var sx, sy, sxx, sxy, syy float64
	for i := range xs {
		sx, sy = sx+xs[i], sy+ys[i]
		sxx, sxy, syy = sxx+xs[i]*xs[i], sxy+xs[i]*ys[i], syy+ys[i]*ys[i]
	}
	cov, vx, vy := sxy-sx*sy/n, sxx-sx*sx/n, syy-sy*sy/n
	return cov / vx, cov * cov / (vx * vy)
}

func totals(t *testing.T, points []*timeline.Timeline, run string) (all []float64) {
	t.Helper()
	for _, p := range points {
		r := p.Find(run)
		require.NotNil(t, r)
		require.Empty(t, r.Err)
		all = append(all, float64(r.Total)/float64(time.Millisecond))
	}
	return all
}

// "SPDY: An experimental protocol for a faster web", Google, 2009, table 3: how
// much longer a load takes for each millisecond of RTT, within 20 %.
func TestSPDY2009(t *testing.T) {
	rtts := []float64{20, 40, 60, 80, 120, 160, 200}
	xs, points := sweep(t, "spdy-2009", "network.rtt")
	require.Equal(t, rtts, xs)
	slopes, nearest, farthest := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for run, published := range map[string][]float64{
		"HTTP/1.1": {1240, 1571, 1909, 2268, 2927, 3650, 4498},
		"HTTP/2":   {1087, 1279, 1526, 1727, 2240, 2772, 3293},
	} {
		want, _ := line(rtts, published)
		times := totals(t, points, run)
		got, explained := line(xs, times)
		slopes[run], nearest[run] = got, math.Inf(1)
		for i, ms := range times {
			shorter := less(published[i], ms)
			nearest[run], farthest[run] = min(nearest[run], shorter), max(farthest[run], shorter)
		}
		t.Logf("%s: %.2f round trips, published %.2f", run, got, want)
		require.InEpsilon(t, want, got, 0.2, run)
		require.Greater(t, explained, 0.99, "a straight line")
		var row strings.Builder
		for _, ms := range published {
			fmt.Fprintf(&row, " %.0f", ms)
		}
		has(t, "spdy-2009", "%s%s ms", map[string]string{"HTTP/1.1": "HTTP", "HTTP/2": "SPDY"}[run], row.String())
	}
	has(t, "spdy-2009", "near theirs: %.1f round trips and %.1f", slopes["HTTP/1.1"], slopes["HTTP/2"])
	has(t, "spdy-2009", "%.0f to %.0f %% shorter than theirs under HTTP, %.0f to %.0f %% under SPDY",
		nearest["HTTP/1.1"], farthest["HTTP/1.1"], nearest["HTTP/2"], farthest["HTTP/2"])
}

// Mike Belshe, "More Bandwidth Doesn't Matter (much)", 2010: of the link's rate a
// load uses about 70 % at 1 Mbit/s and about 16 % at 10, and its time grows with
// the RTT in a straight line.
func TestMoreBandwidth2010(t *testing.T) {
	const run = "HTTP/1.1"
	rates, points := sweep(t, "more-bandwidth", "network.down")
	var used []float64
	for i, p := range points {
		r := p.Find(run)
		require.Empty(t, r.Err)
		used = append(used, float64(r.BytesDown)*8/r.Total.Seconds()/(rates[i]*1e6))
	}
	require.Equal(t, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, rates)
	t.Logf("used of 1 and of 10 Mbit/s: %.3f, %.3f", used[0], used[9])
	require.InEpsilon(t, 0.70, used[0], 0.2)
	require.InEpsilon(t, 0.16, used[9], 0.2)
	times, newer := totals(t, points, run), totals(t, points, "HTTP/2")
	require.Less(t, (times[4]-times[9])/times[4], 0.1, "twice 5 Mbit/s saves next to nothing")
	has(t, "more-bandwidth", "%.0f %% at 1 Mbit/s and %.0f %% at 10", 100*used[0], 100*used[9])
	// Belshe's own: "35 percent", "15 percent" and "5%".
	has(t, "more-bandwidth", "from 1 to 2 Mbit/s the load gets shorter by %.0f %% (theirs by 35 %%), from 2 to 3 by %.0f %% (15 %%), and from 5 to 10 by %.0f %% (5 %%)",
		less(times[0], times[1]), less(times[1], times[2]), less(times[4], times[9]))

	rtts, points := sweep(t, "more-bandwidth", "network.rtt")
	slope, explained := line(rtts, totals(t, points, run))
	t.Logf("%.1f round trips, a straight line to %.4f", slope, explained)
	require.Greater(t, explained, 0.99)
	has(t, "more-bandwidth", "a straight line, of %.1f round trips", slope)
	differ := 0.0
	for i, ms := range totals(t, points, "HTTP/2") {
		differ = max(differ, math.Abs(less(totals(t, points, run)[i], ms)))
	}
	for i, ms := range newer[1:] {
		differ = max(differ, math.Abs(less(times[1+i], ms)))
	}
	has(t, "more-bandwidth", "from 2 Mbit/s on by no more than %.0f %%", math.Ceil(differ))
}

// Nielsen and others, "Network Performance Effects of HTTP/1.1, CSS1, and PNG",
// SIGCOMM 1997: packets for Microscape over the WAN, within 15 %.
func TestMicroscape1997(t *testing.T) {
	out := play(t, open(t, "microscape"))
	before := 1 << 30
	var packets []any
	worst := 0.0
	for _, tc := range []struct {
		run     string
		packets int
	}{
		{"HTTP/1.0, four connections", 560}, {"HTTP/1.1, one by one", 309}, {"HTTP/1.1, pipelined", 221},
	} {
		r := out.Find(tc.run)
		got := r.PacketsDown + r.PacketsUp
		t.Logf("%s: %d packets, published %d", tc.run, got, tc.packets)
		require.InEpsilon(t, tc.packets, got, 0.15, tc.run)
		require.Less(t, got, before)
		before = got
		packets = append(packets, got)
		worst = max(worst, math.Abs(less(float64(tc.packets), float64(got))))
	}
	has(t, "microscape", "a prediction then: %d, %d and %d, within %.0f %%", append(packets, math.Ceil(worst))...)
	require.Less(t, 2*before, packets[0], "pipelining saves more than half")

	// The page, as http://www.w3.org/Protocols/HTTP/Performance/microscape/ has it.
	classes, sum := map[int]int{}, int64(0)
	for _, res := range out.Runs[0].Resources[1:] {
		classes[int(res.Bytes/1000)]++
		sum += res.Bytes
	}
	require.Len(t, out.Runs[0].Resources, 1+42)
	require.Equal(t, []int{19, 7, 6, 1}, []int{classes[0], classes[1], classes[2], classes[40]})
	require.InDelta(t, 125_000, sum, 1000)
}

// The maps of who-wins, at the places that its about has figures of.
func TestWhoWins(t *testing.T) {
	ratio := func(p *timeline.Timeline, run, than string) float64 {
		times := totals(t, []*timeline.Timeline{p}, than)
		return times[0] / totals(t, []*timeline.Timeline{p}, run)[0]
	}
	near, far := at(t, "who-wins", "network.rtt=5ms", "network.down=1Mbps"), at(t, "who-wins", "network.rtt=300ms", "network.down=100Mbps")
	for _, run := range []string{"HTTP/2", "HTTP/3"} {
		require.InDelta(t, 1, ratio(near, run, "HTTP/1.1"), 0.05, "the same, within 5 %")
	}
	has(t, "who-wins", "HTTP/2 is %.1f times as fast as HTTP/1.1, and HTTP/3 %.1f times", ratio(far, "HTTP/2", "HTTP/1.1"), ratio(far, "HTTP/3", "HTTP/1.1"))
	clean, lossy := at(t, "who-wins", "network.rtt=100ms"), at(t, "who-wins", "network.rtt=100ms", "network.loss=5%")
	has(t, "who-wins", "At 100 ms HTTP/2 is %.1f times as fast without loss, and takes %.1f times as long at 5 %%", ratio(clean, "HTTP/2", "HTTP/1.1"), ratio(lossy, "HTTP/1.1", "HTTP/2"))
	has(t, "who-wins", "at 5 ms it is %.1f times as fast as HTTP/1.1", ratio(at(t, "who-wins", "network.rtt=5ms", "network.loss=5%"), "HTTP/3", "HTTP/1.1"))
}
