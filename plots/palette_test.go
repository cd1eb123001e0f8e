package plots

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"
)

// Up to 256 colours nothing changes; with more, the charts' own and the
// frequent ones stay, and the others become something near.
func TestPaletted(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 300, 10))
	paint := func(colors int) {
		for i := range 3000 {
			img.Set(i%300, i/300, color.RGBA{R: uint8(i % colors), G: uint8(i % colors / 256), A: 255})
		}
	}
	paint(256)
	out := paletted(img)
	for i := range 3000 {
		require.Equal(t, img.At(i%300, i/300), out.At(i%300, i/300))
	}

	paint(300)
	img.Set(7, 3, failed)
	out = paletted(img)
	require.Len(t, out.Palette, 256)
	require.Equal(t, failed, out.At(7, 3), "a single pixel in a colour of the chart")
	for i := range 3000 {
		r0, g0, b0, _ := img.At(i%300, i/300).RGBA()
		r1, g1, b1, _ := out.At(i%300, i/300).RGBA()
		require.InDelta(t, r0/257, r1/257, 46)
		require.InDelta(t, g0/257, g1/257, 1)
		require.InDelta(t, b0/257, b1/257, 1)
	}
}
