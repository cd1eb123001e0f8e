package scenarios_test

import (
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
	for run, published := range map[string][]float64{
		"HTTP/1.1": {1240, 1571, 1909, 2268, 2927, 3650, 4498},
		"HTTP/2":   {1087, 1279, 1526, 1727, 2240, 2772, 3293},
	} {
		want, _ := line(rtts, published)
		got, explained := line(xs, totals(t, points, run))
		t.Logf("%s: %.2f round trips, published %.2f", run, got, want)
		require.InEpsilon(t, want, got, 0.2, run)
		require.Greater(t, explained, 0.99, "a straight line")
	}
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
	times := totals(t, points, run)
	require.Less(t, (times[4]-times[9])/times[4], 0.1, "twice 5 Mbit/s saves next to nothing")

	rtts, points := sweep(t, "more-bandwidth", "network.rtt")
	slope, explained := line(rtts, totals(t, points, run))
	t.Logf("%.1f round trips, a straight line to %.4f", slope, explained)
	require.Greater(t, explained, 0.99)
}

// Nielsen and others, "Network Performance Effects of HTTP/1.1, CSS1, and PNG",
// SIGCOMM 1997: packets for Microscape over the WAN, within 15 %.
func TestMicroscape1997(t *testing.T) {
	out := play(t, open(t, "microscape"))
	before := 1 << 30
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
	}
}
