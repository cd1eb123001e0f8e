package plots

import (
	"image"
	"image/color"
	"math"
	"sync"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A letter is rasterized once for each size and each quarter of a pixel that it
// may begin at, and copied from then on. The masks have sixteen levels, so that
// a picture's text has few shades.

// glyph is a letter's mask, and where that lies from the point of its baseline.
type glyph struct {
	mask *image.Alpha
	at   image.Point
}

type glyphKey struct {
	r       rune
	bold    bool
	size    float64
	quarter uint8
}

// glyphs are those drawn so far. Sizes are quarters of a pixel, so that there
// is an end to them.
var glyphs struct {
	sync.RWMutex
	drawn map[glyphKey]glyph
	faces map[glyphKey]*opentype.Face // by bold and size
}

const levels = 15 // of a mask, without nothing

func glyphOf(key glyphKey) glyph {
	glyphs.RLock()
	g, ok := glyphs.drawn[key]
	glyphs.RUnlock()
	if ok {
		return g
	}
	glyphs.Lock()
	defer glyphs.Unlock()
	if g, ok := glyphs.drawn[key]; ok {
		return g
	}
	if glyphs.drawn == nil {
		glyphs.drawn, glyphs.faces = map[glyphKey]glyph{}, map[glyphKey]*opentype.Face{}
	}
	g = rasterized(key)
	glyphs.drawn[key] = g
	return g
}

func rasterized(key glyphKey) glyph {
	of := glyphKey{bold: key.bold, size: key.size}
	f := glyphs.faces[of]
	if f == nil {
		made, err := opentype.NewFace(face(1, key.bold).Face, &opentype.FaceOptions{Size: key.size, DPI: 72})
		if err != nil {
			return glyph{}
		}
		f, _ = made.(*opentype.Face)
		glyphs.faces[of] = f
	}
	box, mask, from, _, ok := f.Glyph(fixed.Point26_6{X: fixed.Int26_6(key.quarter) * 16}, key.r)
	if !ok || box.Empty() {
		return glyph{}
	}
	own := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	for y := range box.Dy() {
		for x := range box.Dx() {
			_, _, _, a := mask.At(from.X+x, from.Y+y).RGBA()
			level := math.Round(float64(a) * levels / 0xFFFF)
			own.Pix[own.PixOffset(x, y)] = uint8(level * 255 / levels)
		}
	}
	return glyph{mask: own, at: box.Min}
}

// writePixels writes a text that the font has glyphs for from x on.
func writePixels(img *image.RGBA, x, baseline float64, str string, size float64, bold bool, c color.RGBA) {
	y := int(math.Round(baseline))
	size = quarters(size)
	eachGlyph(str, bold, func(r rune, at float64) {
		place := math.Round((x+at*size)*4) / 4
		whole := math.Floor(place)
		g := glyphOf(glyphKey{r: r, bold: bold, size: size, quarter: uint8((place - whole) * 4)})
		if g.mask != nil {
			g.draw(img, int(whole), y, c)
		}
	})
}

// draw lays the mask over the picture.
func (g glyph) draw(img *image.RGBA, x, y int, c color.RGBA) {
	to := g.mask.Rect.Add(image.Pt(x, y).Add(g.at))
	in := to.Intersect(img.Rect)
	for row := in.Min.Y; row < in.Max.Y; row++ {
		mask := g.mask.Pix[g.mask.PixOffset(in.Min.X-to.Min.X, row-to.Min.Y):][:in.Dx()]
		pix := img.Pix[img.PixOffset(in.Min.X, row):][:4*in.Dx()]
		for i, a := range mask {
			if a == 0 {
				continue
			}
			p := pix[4*i : 4*i+3 : 4*i+3]
			p[0], p[1], p[2] = over(p[0], c.R, a), over(p[1], c.G, a), over(p[2], c.B, a)
		}
	}
}

// over is a colour's part with another one's laid over it.
func over(below, above, alpha uint8) uint8 {
	return uint8((int(below)*(255-int(alpha)) + int(above)*int(alpha) + 127) / 255)
}

func quarters(size float64) float64 { return math.Floor(size*4) / 4 }
