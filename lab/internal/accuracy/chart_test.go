package main

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg/draw"
)

// The same results give the same picture, others another; a kind without
// results and a deviation beyond the chart's edge are no obstacles.
func TestDrawAccuracy(t *testing.T) {
	paint := func(emulated time.Duration) []byte {
		r := result{
			Real:     Row{Min: 90 * time.Millisecond, Median: 100 * time.Millisecond, P90: time.Second},
			Emulated: Row{Median: emulated},
		}
		file := filepath.Join(t.TempDir(), "accuracy.png")
		require.NoError(t, drawAccuracy(file, "title", "Linux", 10, []series{
			{"one", draw.CircleGlyph{}, blue, []result{r}}, {"none", draw.PyramidGlyph{}, red, nil},
		}))
		f, err := os.Open(file)
		require.NoError(t, err)
		defer f.Close()
		picture, err := png.Decode(f)
		require.NoError(t, err)
		require.Greater(t, picture.Bounds().Dx(), 1000)
		bytes, err := os.ReadFile(file)
		require.NoError(t, err)
		return bytes
	}
	require.Equal(t, paint(105*time.Millisecond), paint(105*time.Millisecond))
	require.NotEqual(t, paint(105*time.Millisecond), paint(101*time.Millisecond))
	require.NotEmpty(t, paint(5*time.Second))
}
