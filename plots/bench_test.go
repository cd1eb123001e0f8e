//go:build unix

package plots_test

import (
	"io"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

// BenchmarkAll is what all pictures of a scenario take, of six runs with 101
// resources each, in processor time beside a floor: of a PNG, an empty one of the
// same size; of an SVG, a list of what is drawn.
func BenchmarkAll(b *testing.B) {
	all, err := plots.All(timelinetest.KeepAlive(100))
	require.NoError(b, err)
	floors := map[string]func(plots.Chart) error{
		"png": func(c plots.Chart) error { return plots.Write(io.Discard, empty{c}, "png") },
		"svg": func(c plots.Chart) error {
			width, height := c.Size()
			c.Draw(draw.NewCanvas(&recorder.Canvas{}, width, height))
			return nil
		},
	}
	for format, floor := range floors {
		b.Run(format, func(b *testing.B) {
			var ours, floors time.Duration
			for b.Loop() {
				before := processor()
				for _, c := range all {
					require.NoError(b, plots.Write(io.Discard, c.Chart, format))
				}
				between := processor()
				for _, c := range all {
					require.NoError(b, floor(c.Chart))
				}
				ours += between - before
				floors += processor() - between
			}
			b.ReportMetric(ours.Seconds()*1000/float64(b.N), "cpu-ms/op")
			b.ReportMetric(float64(ours)/float64(floors), "x-floor")
		})
	}
}

// empty is a picture of a chart's size with nothing in it.
type empty struct{ of plots.Chart }

func (e empty) Size() (width, height vg.Length) {
	if s, ok := e.of.(interface{ Slide() plots.Chart }); ok {
		return s.Slide().Size()
	}
	return e.of.Size()
}

func (empty) Draw(draw.Canvas) {}

// processor is the time that this process has had a processor for.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot be: the arguments are right
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
