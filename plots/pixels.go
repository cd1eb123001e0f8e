package plots

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"sync"

	"git.sr.ht/~sbinet/gg"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// newPixels is a canvas of pixels, white, and those: at 72 dots per inch a
// point is one.
func newPixels(width, height vg.Length) (*vgimg.Canvas, *image.RGBA) {
	size := image.Rect(0, 0, int(width+0.5), int(height+0.5))
	img, ok := spare.Get().(*image.RGBA)
	if !ok || cap(img.Pix) < 4*size.Dx()*size.Dy() {
		img = image.NewRGBA(size)
	}
	img.Pix, img.Stride, img.Rect = img.Pix[:4*size.Dx()*size.Dy()], 4*size.Dx(), size
	ctx := gg.NewContextForRGBA(img)
	ctx.SetLineCapButt()
	ctx.InvertY()
	return vgimg.NewWith(vgimg.UseDPI(72), vgimg.UseImageWithContext(img, ctx)), img
}

// spare are pictures that nobody looks at any more: one takes eight megabytes.
var spare sync.Pool

// pixelsOf are the pixels of a canvas that has the sheet's size, nil for a
// canvas of another kind. Boxes have their edges on whole pixels, so they need
// no rasterizer, which goes through all lines of the picture for each: a
// waterfall of a thousand rows takes it seconds.
func pixelsOf(c vg.Canvas, width, height float64) *image.RGBA {
	canvas, ok := c.(*vgimg.Canvas)
	if !ok {
		return nil
	}
	img, ok := canvas.Image().(*image.RGBA)
	if !ok || img.Rect != image.Rect(0, 0, int(width), int(height)) {
		return nil
	}
	return img
}

// fillPixels fills a box whose edges are whole pixels.
func fillPixels(img *image.RGBA, x0, y0, x1, y1 float64, fill color.Color) {
	draw.Draw(img, box(x0, y0, x1, y1), image.NewUniform(fill), image.Point{}, draw.Src)
}

func box(x0, y0, x1, y1 float64) image.Rectangle {
	return image.Rect(int(x0), int(y0), int(x1), int(y1))
}

const (
	hatchStep  = 6   // pixels from one line to the next, across
	hatchWidth = 1.5 // of a line
)

// hatchPixels fills a box and strikes it through.
func hatchPixels(img *image.RGBA, x0, y0, x1, y1 float64, fill, lines color.RGBA) {
	var shades [hatchStep]color.RGBA
	for i := range shades {
		shades[i] = blend(fill, lines, hatchCover(i))
	}
	b := box(x0, y0, x1, y1).Intersect(img.Rect)
	if b.Empty() {
		return
	}
	// Each line of pixels is the one above it, moved by one.
	row := make([]byte, 0, 4*(b.Dx()+hatchStep))
	for x := range b.Dx() + hatchStep {
		c := shades[x%hatchStep]
		row = append(row, c.R, c.G, c.B, c.A)
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		at := img.PixOffset(b.Min.X, y)
		copy(img.Pix[at:at+4*b.Dx()], row[4*((b.Min.X+y)%hatchStep):])
	}
}

// hatchCover is how much of a pixel a line covers where x + y is n more than a
// multiple of hatchStep, counted at 16 by 16 places.
func hatchCover(n int) float64 {
	const grain = 16
	covered := 0
	for i := range grain {
		for j := range grain {
			sum := float64(n) + (float64(i)+float64(j)+1)/grain
			if away := math.Abs(sum - hatchStep*math.Round(sum/hatchStep)); away < hatchWidth/math.Sqrt2 {
				covered++
			}
		}
	}
	return float64(covered) / (grain * grain)
}

// blend is a mixed with so much of b.
func blend(a, b color.RGBA, part float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*part)) }
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}
