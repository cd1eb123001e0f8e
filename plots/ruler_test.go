package plots

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// The ruler is as long on the picture as its round trips are on the axis.
func TestRuler(t *testing.T) {
	for _, c := range []struct {
		rtt    time.Duration
		length int
	}{{100 * time.Millisecond, 100}, {time.Millisecond, 100}, {10 * time.Millisecond, 100}, {20 * time.Millisecond, 20}, {600 * time.Millisecond, 0}, {0, 0}} {
		canvas, img := newPixels(1200, 40)
		s := newSheet(draw.New(canvas))
		s.ruler(timeAxis{x0: 0, x1: 1000, end: time.Second, rtt: c.rtt}, 1100, 20, 20)
		n := 0
		for x := range 1200 {
			if img.RGBAAt(x, 13) == ink { // the marks at its ends: three pixels each
				n++
			}
		}
		if c.length == 0 {
			require.Zero(t, n, c.rtt)
			continue
		}
		require.Equal(t, ink, img.RGBAAt(1100-c.length, 26), c.rtt)
		require.Equal(t, paper, img.RGBAAt(1100-c.length-1, 26), c.rtt)
		require.Equal(t, ink, img.RGBAAt(1099, 26), c.rtt)
	}
}

// Where the label has no room beside it there is no ruler.
func TestRulerHasRoom(t *testing.T) {
	for _, c := range []struct {
		x1    float64
		drawn bool
	}{{600, true}, {300, false}} {
		canvas, img := newPixels(1200, 40)
		s := newSheet(draw.New(canvas))
		s.ruler(timeAxis{x0: 0, x1: 1000, end: time.Second, rtt: 100 * time.Millisecond}, c.x1, 20, 20)
		require.Equal(t, c.drawn, img.RGBAAt(int(c.x1)-1, 13) == ink, c.x1)
	}
}

// Runs on different networks have no round trip in common.
func TestOneRTT(t *testing.T) {
	runs := []timeline.Run{{RTT: time.Second}, {RTT: time.Second}}
	require.Equal(t, time.Second, oneRTT(runs))
	runs[1].Change.RTT = time.Minute
	require.Zero(t, oneRTT(runs))
}
