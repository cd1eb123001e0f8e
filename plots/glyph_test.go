package plots

import (
	"bytes"
	"image"
	"image/draw"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"rttlab/lab/timeline/timelinetest"
)

// A letter that is copied is the one that x/image would have drawn at the
// quarter of a pixel next to its place, to a sixteenth of its ink.
func TestGlyphsAreTheFonts(t *testing.T) {
	const text, size, x, baseline = "AVATAR über 12.5 ms", 26.0, 10.0, 40.0
	white := func() *image.RGBA {
		img := image.NewRGBA(image.Rect(0, 0, 400, 60))
		draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
		return img
	}
	got := white()
	writePixels(got, x, baseline, text, size, true, ink)

	want := white()
	f, err := opentype.NewFace(face(1, true).Face, &opentype.FaceOptions{Size: size, DPI: 72})
	require.NoError(t, err)
	eachGlyph(text, true, func(r rune, at float64) {
		place := math.Round((x+at*size)*4) / 4
		d := font.Drawer{Dst: want, Src: image.NewUniform(ink), Face: f, Dot: fixed.Point26_6{X: fixed.Int26_6(place * 64), Y: fixed.I(baseline)}}
		d.DrawString(string(r))
	})
	dark := 0
	for i := range want.Pix {
		require.InDelta(t, want.Pix[i], got.Pix[i], 255/levels, "byte %d", i)
		if got.Pix[i] < 128 {
			dark++
		}
	}
	require.Greater(t, dark, 1000, "something is written")
}

// Widths are the font's own, with its kerning.
func TestWidthIsTheFonts(t *testing.T) {
	for _, text := range []string{"", "x", "AVATAR", "HTTP/1.1, 3 domains", "Übergröße …", "Ταχύτητα AV"} {
		for _, bold := range []bool{false, true} {
			f := face(20, bold)
			require.InDelta(t, float64(f.Width(text)), plainWidth(text, 20, bold), 1e-6, text)
		}
	}
}

// Pictures that are drawn side by side are those that are drawn one by one.
func TestDrawnSideBySide(t *testing.T) {
	all, err := All(timelinetest.KeepAlive(12))
	require.NoError(t, err)
	draw := func() [][]byte {
		out := make([][]byte, len(all))
		var wait sync.WaitGroup
		for i, c := range all {
			wait.Go(func() {
				var b bytes.Buffer
				if err := Write(&b, c.Chart, "png"); err == nil {
					out[i] = b.Bytes()
				}
			})
		}
		wait.Wait()
		return out
	}
	together := draw()
	for i, c := range all {
		var b bytes.Buffer
		require.NoError(t, Write(&b, c.Chart, "png"))
		require.True(t, bytes.Equal(together[i], b.Bytes()), "%s %s", c.Name, c.Run)
	}
}
