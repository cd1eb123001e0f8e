package plots

import (
	"image"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Boxes that are filled without the rasterizer are what it would have filled,
// to the pixel, and hatching is within the lines' edges of it.
func TestPixelsAreWhatTheRasterizerDraws(t *testing.T) {
	picture := func(direct bool) *image.RGBA {
		canvas := vgimg.NewWith(vgimg.UseWH(120, 60), vgimg.UseDPI(72))
		s := newSheet(draw.New(canvas))
		require.NotNil(t, s.pixels)
		if !direct {
			s.pixels = nil
		}
		s.rect(3.4, 2.6, 40.5, 20, ink)
		s.rect(-5, 50, 300, 70, faster) // what leaves the picture is cut off
		s.hatched(50, 5, 110, 45, headOfLine, paper)
		return canvas.Image().(*image.RGBA)
	}
	fast, slow := picture(true), picture(false)
	difference, worst := 0, 0
	for i := range fast.Pix {
		d := int(fast.Pix[i]) - int(slow.Pix[i])
		d = max(d, -d)
		x, y := i/4%120, i/4/120
		if x < 50 || x >= 110 || y < 5 || y >= 45 {
			require.Zero(t, d, "at (%d, %d)", x, y)
		}
		difference, worst = difference+d, max(worst, d)
	}
	require.Less(t, worst, 110, "a pixel at the hatched box's corner")
	require.Less(t, difference, 10*60*40*4)
	require.Nil(t, pixelsOf(vgimg.NewWith(vgimg.UseWH(120, 60), vgimg.UseDPI(144)), 120, 60), "more dots than points")
	require.Nil(t, pixelsOf(vg.Canvas(nil), 1, 1))
}
