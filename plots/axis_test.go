package plots

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Steps are 1, 2 or 5 times a power of ten, and lie apart as asked.
func TestSteps(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct{ end, want time.Duration }{
		{4230 * ms, 500 * ms},
		{1000 * ms, 100 * ms},
		{7440 * ms, time.Second},
		{90 * time.Second, 10 * time.Second},
		{200 * time.Second, 20 * time.Second},
		{12 * ms, 2 * ms},
		{time.Microsecond, 100},
	} {
		axis := timeAxis{x0: 100, x1: 1100, end: c.end}
		require.Equal(t, c.want, axis.step(95), "an axis of 1000 pixels to %v", c.end)
		require.GreaterOrEqual(t, axis.x(c.want)-axis.x(0), 95.0)
	}
}

func TestLabels(t *testing.T) {
	ms := time.Millisecond
	for _, c := range []struct {
		at, step time.Duration
		want     string
	}{
		{0, time.Second, "0"},
		{3 * time.Second, time.Second, "3 s"},
		{1500 * ms, 500 * ms, "1.5 s"},
		{150 * ms, 50 * ms, "150 ms"},
		{1500 * time.Microsecond, 500 * time.Microsecond, "1.5 ms"},
		{200, 100, "0.0002 ms"},
	} {
		require.Equal(t, c.want, tickLabel(c.at, c.step))
	}
	require.Equal(t, "404 ms", duration(404*ms))
	require.Equal(t, "50 ms", roundTrip(50*ms))
	require.Equal(t, "0.5 ms", roundTrip(ms/2))
	require.Equal(t, "1.00 s", duration(999600*time.Microsecond))
	require.Equal(t, "12.3 s", duration(12345*ms))
	require.Equal(t, "3.8x", ratio(3.818))
	require.Equal(t, "1.04x", ratio(1.04))
	require.Equal(t, "0.87x", ratio(0.87))
	require.Equal(t, "120x", ratio(120.4))
}

// The ends of a name stay, and it fits.
func TestCutMiddle(t *testing.T) {
	name := "www.example.test - /images/2000/01/asset-001.png"
	for _, width := range []float64{40, 100, 200, 299} {
		short := cutMiddle(name, 14, false, width)
		require.LessOrEqual(t, textWidth(short, 14, false), width)
		start, end, cut := strings.Cut(short, "…")
		require.True(t, cut)
		require.True(t, strings.HasPrefix(name, start))
		require.True(t, strings.HasSuffix(name, end))
	}
	require.Equal(t, name, cutMiddle(name, 14, false, 1000))
}

// What was shrunk to fit is not cut as well, unless it would be too small.
func TestShrink(t *testing.T) {
	for _, name := range []string{"100 ms, closing, one by one", "100 ms, keep-alive, one by one", "HTTP/1.1, 3 domains, TLS 1.2"} {
		for width := 300.0; width < 500; width += 7 {
			size := shrink(name, 32, 16, width, true)
			require.LessOrEqual(t, size, 32.0)
			require.Equal(t, name, cutMiddle(name, size, true, width))
		}
	}
	require.Equal(t, 16.0, shrink("a long name", 32, 16, 10, false))
}

func TestFirstSentence(t *testing.T) {
	require.Equal(t, "HTTP/1.1 keeps its connections.", firstSentence("HTTP/1.1 keeps\n its connections. It does."))
	require.Equal(t, "no stop", firstSentence("no stop"))
	require.Equal(t, "Why?", firstSentence("Why? Because."))
	require.Empty(t, firstSentence(""))
}
