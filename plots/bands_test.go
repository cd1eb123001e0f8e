package plots

import (
	"bytes"
	"image/png"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// Waves stay together; too few are divided, too many joined with their shortest
// neighbours. No row is lost.
func TestFold(t *testing.T) {
	for _, c := range []struct {
		name string
		rows int
		wave func(int) int
		want []int // rows of each band; nil: only that they are few enough
	}{
		{"one and waves of six", 97, func(i int) int { return (i + 5) / 6 }, []int{1, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6}},
		{"few waves", 40, func(i int) int { return min(i, 1) }, []int{1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 2}},
		{"all alike", 60, func(int) int { return 0 }, nil},
		{"none alike", 500, func(i int) int { return i }, nil},
		{"one row", 1, func(int) int { return 0 }, []int{1}},
	} {
		bands := fold(c.rows, func(a, b int) bool { return c.wave(a) == c.wave(b) })
		var got []int
		next := 0
		for _, b := range bands {
			require.Equal(t, next, b.from, c.name)
			require.Positive(t, b.rows(), c.name)
			next = b.to
			got = append(got, b.rows())
		}
		require.Equal(t, c.rows, next, c.name)
		require.LessOrEqual(t, len(bands), mostBands, c.name)
		if c.rows > mostBands && len(c.want) == 0 {
			require.Greater(t, len(bands), mostBands/2, "%s: %v", c.name, got)
		} else if c.name != "few waves" {
			require.Equal(t, c.want, got, c.name)
		}
	}
	require.Equal(t, "7", band{6, 7}.number())
	require.Equal(t, "8-13", band{7, 13}.number())
}

// What cannot be read from the last row is not on a slide: text of less than 20
// pixels, of a picture that is 1920 wide and 1080 high.
func TestSlidesAreReadable(t *testing.T) {
	for _, load := range []timelinetest.Load{
		{Name: "one", HTTP: "1.1"},
		{Name: "30", HTTP: "1.1", Assets: 29},
		{Name: "HTTP/1.1", HTTP: "1.1", Assets: 100},
		{Name: "HTTP/1.0", HTTP: "1.0", Assets: 100},
		{Name: "3 domains", HTTP: "1.1", Assets: 100, Hosts: 3},
		{Name: "HTTP/2", HTTP: "2", Assets: 499, Receive: time.Millisecond},
		{Name: "many connections", HTTP: "1.0", Assets: 1199},
	} {
		all, err := All(&timeline.Timeline{Scenario: "s", Title: "Slides", About: "About. More.", Runs: []timeline.Run{load.Run(), load.Run()}})
		require.NoError(t, err)
		for _, named := range all {
			chart := named.Chart
			if many, ok := chart.(slide); ok {
				chart = many.Slide()
			}
			width, height := chart.Size()
			require.EqualValues(t, 1920, width, "%s of %s", named.Name, load.Name)
			require.LessOrEqual(t, float64(height), 1080.0, "%s of %s", named.Name, load.Name)
			for _, w := range texts(chart) {
				require.GreaterOrEqual(t, w.size, leastText, "%s of %s: %q", named.Name, load.Name, w.text)
			}
			requireRoom(t, Named{Name: named.Name, Chart: chart})
		}
	}
}

// Nor where there are many runs.
func TestSlidesOfManyRunsAreReadable(t *testing.T) {
	for _, n := range []int{6, 12, 18, 24} {
		scenario := &timeline.Timeline{Scenario: "s", Title: "Slides", About: "About. More."}
		for range n {
			scenario.Runs = append(scenario.Runs, timelinetest.Load{Name: "HTTP/1.1", HTTP: "1.1", Assets: 20}.Run())
		}
		all, err := All(scenario)
		require.NoError(t, err)
		for _, named := range all[:2] {
			for _, w := range texts(named.Chart) {
				require.GreaterOrEqual(t, w.size, leastText, "%s of %d runs: %q", named.Name, n, w.text)
			}
		}
	}
}

// The SVG has a row for each file, the PNG is a slide; with a height of one's own
// both have them all.
func TestOnlySlidesFold(t *testing.T) {
	run := timelinetest.Load{Name: "HTTP/1.1", HTTP: "1.1", Assets: 100}.Run()
	w, err := NewWaterfall(&run)
	require.NoError(t, err)
	has := func(chart Chart) (n int) {
		for _, text := range texts(chart) {
			if text.text == "1." || text.text == "50." || text.text == "101." {
				n++
			}
		}
		return n
	}
	require.Equal(t, 3, has(w))
	require.Equal(t, 1, has(w.Slide()))
	var b bytes.Buffer
	require.NoError(t, Write(&b, w, "png"))
	img, err := png.DecodeConfig(&b)
	require.NoError(t, err)
	require.Equal(t, 1080, img.Height)
	w.Height = 3000
	require.Equal(t, 3, has(w.Slide()))
}

// Nor where everything happens that a legend has to name, and users come.
func TestSlidesWithEverythingAreReadable(t *testing.T) {
	run := timelinetest.Load{Name: "everything", HTTP: "1.1", Assets: 12, Connections: 3, Receive: time.Second}.Run()
	for i := range run.Resources {
		res := &run.Resources[i]
		res.Type = []string{"html", "css", "js", "image", "font", "video"}[i%6]
		res.Pieces = nil
		for c := range timeline.CauseCount {
			n := time.Duration(timeline.CauseCount)
			from, to := res.Start+res.Phases.Sum()*time.Duration(c)/n, res.Start+res.Phases.Sum()*time.Duration(c+1)/n
			res.Pieces = append(res.Pieces, timeline.Piece{Cause: timeline.Cause(c), From: from, To: to})
		}
	}
	run.Resources[3].Lost = []timeline.Attempt{{Connection: 1, Start: run.Total / 4, Phases: timeline.Phases{Wait: run.Total / 8}}}
	run.Resources[4].Legs = []timeline.Leg{{Role: "load_balancer", Start: run.Total / 4, Phases: timeline.Phases{Wait: run.Total / 8}}}
	run.Link = &timeline.Link{Every: run.Total, Busy: []float64{1}, Queued: []time.Duration{0}}
	run.Change = timeline.Change{At: run.Total / 2, RTT: run.RTT / 2}
	run.Pieces = run.Resources[0].Pieces
	all, err := All(&timeline.Timeline{Scenario: "s", Title: "Slides", About: "About. More.", Runs: []timeline.Run{run, run}})
	require.NoError(t, err)
	for _, named := range all {
		for _, w := range texts(named.Chart) {
			require.GreaterOrEqual(t, w.size, leastText, "%s: %q", named.Name, w.text)
		}
		requireRoom(t, named)
	}
}

// A wave is what is asked for within a quarter of a round trip, of one kind, from
// one host, and what failed apart.
func TestSameWave(t *testing.T) {
	at := func(start time.Duration, status int, kind, host string) timeline.Resource {
		return timeline.Resource{Start: start, Status: status, Type: kind, Host: host}
	}
	run := &timeline.Run{RTT: 100 * time.Millisecond, Resources: []timeline.Resource{
		at(100*time.Millisecond, 200, "image", "a"),
		at(125*time.Millisecond, 200, "image", "a"),
		at(126*time.Millisecond, 200, "image", "a"),
		at(75*time.Millisecond, 200, "image", "a"),
		at(100*time.Millisecond, 404, "image", "a"),
		at(100*time.Millisecond, 200, "css", "a"),
		at(100*time.Millisecond, 200, "image", "b"),
	}}
	for i, want := range []bool{true, true, false, true, false, false, false} {
		require.Equal(t, want, sameWave(run)(0, i), "%d", i)
	}
	require.Equal(t, "2 × image - a", gathered(run.Resources[:2]))
	require.Equal(t, "2 files - 2 hosts", gathered(run.Resources[5:7]))
}

// Rows that are all different are put together from the top where the shortest
// neighbours are equally short.
func TestFoldTies(t *testing.T) {
	all := fold(mostBands+1, func(a, b int) bool { return false })
	require.Equal(t, band{0, 2}, all[0])
	require.Equal(t, band{2, 3}, all[1])
}
