package plots_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/plots"
	"rttlab/plots/plotstest"
)

// swept are the pictures of sweeps with n values: a load that takes so many round
// trips, with a spread, and one that takes fewer and has more to send.
func swept(n int) (*plots.Lines, *plots.Heat, *plots.Stack) {
	rtt := plots.Axis{Name: "network.rtt", Unit: "ms"}
	lines := []plots.Line{{Name: "HTTP/1.1"}, {Name: "HTTP/2"}, {Name: "fails"}}
	var caused []plots.Caused
	for i := range n {
		x := 10 * math.Pow(30, float64(i)/max(1, float64(n-1)))
		one, two := 20*x+300, 6*x+900
		lines[0].Points = append(lines[0].Points, plots.Reading{X: x, Y: one, Low: 0.9 * one, High: 1.3 * one})
		lines[1].Points = append(lines[1].Points, plots.Reading{X: x, Y: two})
		lines[2].Points = append(lines[2].Points, plots.Reading{X: x})
		p := plots.Caused{X: x}
		for c, part := range map[timeline.Cause]float64{timeline.TCP: 2 * x, timeline.Asking: 18 * x, timeline.Queueing: 100, timeline.Sending: 150, timeline.Recovery: 50} {
			p.Causes[c] = time.Duration(part * 1e6)
		}
		caused = append(caused, p)
	}
	side := max(1, int(math.Sqrt(float64(n))))
	rates := plots.Axis{Name: "network.down", Unit: "Mbps"}
	var right, up []float64
	var times [][]float64
	for j := range side {
		up = append(up, math.Pow(2, float64(j)))
		times = append(times, nil)
		for i := range side {
			if j == 0 {
				right = append(right, 10*float64(i+1))
			}
			times[j] = append(times[j], float64(i+1)/float64(j+1))
		}
	}
	if side > 2 {
		times[2][0] = 0
	}
	l, err1 := plots.NewLines("A page: load time", rtt, lines)
	h, err2 := plots.NewHeat("How many times faster HTTP/2 is", "HTTP/2", "HTTP/1.1", rtt, rates, right, up, times)
	s, err3 := plots.NewStack("What HTTP/1.1 waits for", rtt, caused)
	if err := errors.Join(err1, err2, err3); err != nil {
		panic(err)
	}
	l.Note = "the median of 30 draws, and where eight of ten of them lie"
	return l, h, s
}

// One point, many, more than there are pixels: each is a picture.
func TestSweepSizes(t *testing.T) {
	for _, n := range []int{1, 10, 101, 500, 3000} {
		l, h, s := swept(n)
		for name, c := range map[string]plots.Chart{"lines": l, "map": h, "causes": s} {
			for _, format := range []string{"png", "svg"} {
				var b bytes.Buffer
				require.NoError(t, plots.Write(&b, c, format), fmt.Sprint(name, n))
				require.NotContains(t, b.String(), "NaN")
			}
		}
	}
}

// What cannot be drawn is said, not drawn.
func TestSweepMistakes(t *testing.T) {
	axis := plots.Axis{Name: "x"}
	_, err := plots.NewLines("", axis, []plots.Line{{Name: "dead", Points: []plots.Reading{{X: 1}}}})
	require.ErrorContains(t, err, "no run finished")
	_, err = plots.NewLines("", axis, []plots.Line{{Name: "odd", Points: []plots.Reading{{X: math.NaN(), Y: 1}}}})
	require.ErrorContains(t, err, "cannot be drawn")
	_, err = plots.NewStack("", axis, []plots.Caused{{X: 1}})
	require.ErrorContains(t, err, "no causes")
	_, err = plots.NewHeat("", "a", "b", axis, axis, []float64{1}, []float64{2, 1}, [][]float64{{1}, {1}})
	require.ErrorContains(t, err, "ascend")
	_, err = plots.NewHeat("", "a", "b", axis, axis, []float64{1}, []float64{1}, [][]float64{{1, 2}})
	require.ErrorContains(t, err, "1 ratios each")
	_, err = plots.NewHeat("", "a", "b", axis, axis, nil, nil, nil)
	require.ErrorContains(t, err, "each point")
}

// A map's cells are alike and named by their values where there is room; ratios
// stand in all cells or in none.
func TestHeatLabels(t *testing.T) {
	svg := func(n int) string {
		ys := []float64{0, 0.1, 5}
		var xs []float64
		times := make([][]float64, len(ys))
		for i := range n {
			xs = append(xs, 7*float64(i+1))
			for j := range times {
				times[j] = append(times[j], 1.5+float64(i))
			}
		}
		h, err := plots.NewHeat("", "a", "b", plots.Axis{Name: "rtt", Unit: "ms"}, plots.Axis{Name: "loss", Unit: "percent"}, xs, ys, times)
		require.NoError(t, err)
		var b bytes.Buffer
		require.NoError(t, plots.Write(&b, h, "svg"))
		return b.String()
	}
	few := svg(3)
	for _, text := range []string{">0.1 %<", ">5 %<", ">7 ms<", ">14 ms<", ">21 ms<", ">1.5x<"} {
		require.True(t, strings.Contains(few, text), text)
	}
	many := svg(100)
	require.False(t, strings.Contains(many, ">1.5x<"), "100x does not fit")
	require.False(t, strings.Contains(many, ">7 ms<"))
	require.True(t, strings.Contains(many, ">100 ms<"))
}

// Values at even distances are on a plain axis, however far apart they are, and a
// straight line is straight on it; values at even ratios are on one of ratios.
func TestSweepAxes(t *testing.T) {
	title := func(xs ...float64) string {
		line := plots.Line{Name: "run"}
		for _, x := range xs {
			line.Points = append(line.Points, plots.Reading{X: x, Y: 1 + 20*x})
		}
		c, err := plots.NewLines("", plots.Axis{Name: "rtt", Unit: "ms"}, []plots.Line{line, line})
		require.NoError(t, err)
		var b bytes.Buffer
		require.NoError(t, plots.Write(&b, c, "svg"))
		return b.String()
	}
	for _, xs := range [][]float64{{20, 40, 60, 80, 120, 160, 200}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {0, 1, 10, 100}, {1, 100}, {5}} {
		require.NotContains(t, title(xs...), "in even ratios", xs)
	}
	for _, xs := range [][]float64{{1, 10, 100}, {0.05, 0.1, 0.2, 0.5, 1, 2, 5}, {5, 10, 20, 35, 50, 75, 100, 200, 300}} {
		require.Contains(t, title(xs...), "in even ratios", xs)
	}
}

// Words on an axis are all there: those that have no room beside the last stand in
// a second line.
func TestSweepWords(t *testing.T) {
	words := strings.Fields("fios cable dsl lte 4g-fast 4g 3g-fast 3g 3g-slow 2g edge dial-up satellite lossy-4g lossy-3g lossy-edge lighthouse-mobile lighthouse-3g")
	axis := plots.Axis{Name: "network.profile", Words: words}
	line := plots.Line{Name: "HTTP/1.1"}
	var caused []plots.Caused
	for i := range words {
		line.Points = append(line.Points, plots.Reading{X: float64(i), Y: 100})
		p := plots.Caused{X: float64(i)}
		p.Causes[timeline.TCP] = time.Second
		caused = append(caused, p)
	}
	lines, err := plots.NewLines("Load time", axis, []plots.Line{line})
	require.NoError(t, err)
	stack, err := plots.NewStack("What it waits for", axis, caused)
	require.NoError(t, err)
	for _, chart := range []plots.Chart{lines, stack} {
		var svg bytes.Buffer
		require.NoError(t, plots.Write(&svg, chart, "svg"))
		for _, word := range words {
			require.Contains(t, svg.String(), ">"+word+"<")
		}
		picture, err := plotstest.Read(svg.Bytes())
		require.NoError(t, err)
		require.Empty(t, picture.Faults())
	}
}
