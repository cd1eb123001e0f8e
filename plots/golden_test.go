package plots_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
	"rttlab/plots/plotstest"
)

var update = flag.Bool("update", false, "draw the golden pictures again")

// kitchenSink is a run in which everything happens: all phases, all types, a
// failure, an error status, a long path.
func kitchenSink() *timeline.Run {
	run := timelinetest.Load{
		Name: "a bit of everything", HTTP: "1.1", TLS: 1, RTT: 80 * time.Millisecond, Assets: 23, Hosts: 2,
		Connections: 3, Receive: 25 * time.Millisecond, Spread: 60 * time.Millisecond,
	}.Run()
	for i, kind := range []string{"html", "css", "css", "js", "js", "font", "image", "image", "video"} {
		run.Resources[i].Type = kind
	}
	first := &run.Resources[0]
	first.DNS, first.Send = 30*time.Millisecond, 10*time.Millisecond
	first.Wait -= 40 * time.Millisecond
	run.Resources[5].Status = 404
	run.Resources[9].Status, run.Resources[9].Err = 0, "connection reset by peer"
	run.Resources[12].Path = "/a/very/long/path/to/a/picture/that/nobody/would/type/asset-012-1920x1080@2x.png?version=20000101"
	return &run
}

// lostOnes is a scenario of a run whose connections are lost at 300 ms, with a
// request on each of them, and the same without that.
func lostOnes() *timeline.Timeline {
	load := timelinetest.Load{Name: "nothing happens", HTTP: "1.1", Assets: 12, Connections: 3, Receive: 20 * time.Millisecond}
	calm, run := load.Run(), load.Run()
	run.Name = "connections are lost"
	const at, late = 500 * time.Millisecond, 300 * time.Millisecond
	for i := range run.Resources {
		res := &run.Resources[i]
		sent := res.Start + res.Blocked
		switch {
		case res.End() <= at:
			continue
		case sent < at:
			res.Lost = []timeline.Attempt{{
				Connection: res.Connection, Start: sent,
				Phases: timeline.Phases{Wait: min(at-sent, res.Wait), Receive: max(at-sent-res.Wait, 0)},
			}}
		}
		res.Blocked += late
		run.Total = max(run.Total, res.End())
	}
	return &timeline.Timeline{Title: "Connections that are lost", Runs: []timeline.Run{calm, run}}
}

// farApart is a scenario of which one run takes ten times as long as the others,
// since its queue fills up.
func farApart() *timeline.Timeline {
	quick := timelinetest.Load{Name: "a short queue", HTTP: "1.1", Assets: 12, Connections: 3, Receive: 20 * time.Millisecond}
	slow := quick
	slow.Name, slow.Receive = "a long queue", 1200*time.Millisecond
	t := &timeline.Timeline{Title: "Far apart", About: "One queue is long.", Runs: []timeline.Run{quick.Run(), quick.Run(), slow.Run()}}
	t.Runs[1].Name = "the same again"
	for i := range t.Runs {
		run := &t.Runs[i]
		l := &timeline.Link{Every: (run.Total + timeline.LinkSamples - 1) / timeline.LinkSamples}
		for n := range timeline.LinkSamples {
			part := float64(n) / timeline.LinkSamples
			l.Busy = append(l.Busy, min(1, 2*part))
			l.Queued = append(l.Queued, time.Duration(float64(run.Total/10)*part))
		}
		run.Link = l
	}
	return t
}

// visitors are two runs of 900 users, 10 a second, who stay for 30 s at a server
// that has room for all, and at one that has room for 200.
func visitors() []timeline.Run {
	var runs []timeline.Run
	for _, limit := range []int{0, 200} {
		u := &timeline.Users{Count: 900, Limit: limit, Every: time.Second}
		for at := range 120 {
			here := 10 * (min(at, 90) - max(0, at-30))
			open := here
			if limit > 0 {
				open = min(here, limit)
			}
			u.Open, u.Waiting = append(u.Open, open), append(u.Waiting, here-open)
			u.TurnedAway += (here - open) / 20
			u.Away = append(u.Away, u.TurnedAway)
			u.Most = max(u.Most, open)
		}
		runs = append(runs, timeline.Run{Name: map[int]string{0: "room for all", 200: "room for 200"}[limit], Users: u})
	}
	return runs
}

func must[C plots.Chart](c C, err error) func(t *testing.T) plots.Chart {
	return func(t *testing.T) plots.Chart {
		t.Helper()
		require.NoError(t, err)
		return c
	}
}

// The pictures look as they did when somebody last looked at them.
func TestGolden(t *testing.T) {
	lines, heat, stack := swept(10)
	scenario := timelinetest.KeepAlive(40)
	lost, far := lostOnes(), farApart()
	for name, chart := range map[string]func(*testing.T) plots.Chart{
		"waterfall":             must(plots.NewWaterfall(&scenario.Runs[2])),
		"waterfall-everything":  must(plots.NewWaterfall(kitchenSink())),
		"connections-six":       must(plots.NewConnections(&scenario.Runs[2])),
		"connections-pipelined": must(plots.NewConnections(&scenario.Runs[4])),
		"compare":               must(plots.NewCompare(scenario)),
		"compare-lost":          must(plots.NewCompare(lost)),
		"waterfall-lost":        must(plots.NewWaterfall(&lost.Runs[1])),
		"totals":                must(plots.NewTotals(scenario)),
		"compare-far-apart":     must(plots.NewCompare(far)),
		"totals-far-apart":      must(plots.NewTotals(far)),
		"ping":                  must(plots.NewPing(far)),
		"users":                 must(plots.NewUsers("Nine hundred visitors", visitors()...)),
		"sweep-lines":           must(lines, nil),
		"sweep-map":             must(heat, nil),
		"sweep-causes":          must(stack, nil),
		"filmstrip":             must(plots.NewFilmstrip(scenario)),
		"paired":                must(plots.NewPaired(&scenario.Runs[1], &scenario.Runs[2])),
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, plots.Write(&got, chart(t), "png"))
			path := filepath.Join("testdata", name+".png")
			if *update {
				require.NoError(t, os.WriteFile(path, got.Bytes(), 0o666))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "go test ./plots -update draws it")
			if !bytes.Equal(want, got.Bytes()) {
				requireSamePicture(t, decode(t, want), decode(t, got.Bytes()))
			}
			requireReadable(t, chart(t))
		})
	}
}

// requireReadable fails where a text of a picture cannot be read.
func requireReadable(t *testing.T, chart plots.Chart) {
	t.Helper()
	var svg bytes.Buffer
	require.NoError(t, plots.Write(&svg, chart, "svg"))
	picture, err := plotstest.Read(svg.Bytes())
	require.NoError(t, err)
	require.NotEmpty(t, picture.Texts)
	require.Empty(t, picture.Faults())
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	return img
}

// requireSamePicture allows for what the rounding of another processor's
// fused multiply-add may do to the edge of a letter: a level or two of 255.
func requireSamePicture(t *testing.T, want, got image.Image) {
	t.Helper()
	require.Equal(t, want.Bounds(), got.Bounds())
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			a, b := want.At(x, y), got.At(x, y)
			if distance(a, b) > 2 {
				require.Fail(t, "the picture has changed", "first at (%d, %d): %v, was %v; go test ./plots -update draws it again", x, y, b, a)
			}
		}
	}
}

func distance(a, b color.Color) int {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	far := 0
	for _, d := range []int{int(ar) - int(br), int(ag) - int(bg), int(ab) - int(bb)} {
		far = max(far, d/257, -d/257)
	}
	return far
}

// Drawing the same twice, from data made anew, gives the same bytes.
func TestSameBytes(t *testing.T) {
	draw := func(format string) []string {
		scenario := timelinetest.KeepAlive(30)
		scenario.Runs = scenario.Runs[4:5]
		all, err := plots.All(scenario)
		require.NoError(t, err)
		var out []string
		for _, c := range all {
			var b bytes.Buffer
			require.NoError(t, plots.Write(&b, c.Chart, format))
			out = append(out, fmt.Sprintf("%s: %x", c.Name, b.Bytes()))
		}
		return out
	}
	for _, format := range []string{"png", "svg"} {
		require.Equal(t, draw(format), draw(format), format)
	}
}
