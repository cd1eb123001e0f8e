package plots

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"image"
	"image/color"
	"maps"
	"slices"
	"sync"
)

// paletted is a picture with at most 256 colours: a third of the size as a PNG,
// and written in a third of the time. The charts' own colours are kept as they
// are; when text has more shades at its edges than there is room for, the rare
// ones become the nearest of the others.
func paletted(img *image.RGBA) *image.Paletted {
	size := img.Rect.Dx() * img.Rect.Dy()
	out, ok := sparePaletted.Get().(*image.Paletted)
	if !ok || cap(out.Pix) < size {
		out = image.NewPaletted(img.Rect, nil)
	}
	out.Pix, out.Stride, out.Rect = out.Pix[:size], img.Rect.Dx(), img.Rect
	if out.Palette = indexed(out.Pix, img); out.Palette == nil {
		return reduced(img)
	}
	return out
}

// sparePaletted are those that are written: one takes two megabytes.
var sparePaletted sync.Pool

// indexed writes the number of each pixel's colour and returns the colours, in
// the order in which they come up; nil when there are more than 256.
func indexed(to []uint8, img *image.RGBA) color.Palette {
	const size = 1 << 12 // of the table, in which nine of ten places stay empty
	var table [size]struct {
		color uint32 // 0, which is transparent: none
		at    uint8
	}
	var palette color.Palette
	width := img.Rect.Dx()
	last, at := uint32(1), uint8(0) // no picture has colour 1, which is transparent
	for y := range img.Rect.Dy() {
		pix := img.Pix[y*img.Stride:][:4*width]
		row := to[y*width:][:width]
		if y > 0 && bytes.Equal(pix, img.Pix[(y-1)*img.Stride:][:4*width]) {
			copy(row, to[(y-1)*width:][:width])
			continue
		}
		for x := 0; x < width; {
			c := binary.LittleEndian.Uint32(pix[4*x:])
			if c != last {
				place := c * 0x9E3779B1 >> 20 // Fibonacci hashing, Knuth 6.4
				for table[place].color != c && table[place].color != 0 {
					place = (place + 1) % size
				}
				if table[place].color == 0 {
					if c == 0 || len(palette) == 256 {
						return nil
					}
					table[place].color, table[place].at = c, uint8(len(palette))
					palette = append(palette, color.RGBA{R: uint8(c), G: uint8(c >> 8), B: uint8(c >> 16), A: uint8(c >> 24)})
				}
				last, at = c, table[place].at
			}
			from, two := x, uint64(c)<<32|uint64(c)
			for x++; x+2 <= width && binary.LittleEndian.Uint64(pix[4*x:]) == two; x += 2 {
			}
			for i := from; i < x; i++ {
				row[i] = at
			}
		}
	}
	return palette
}

// reduced is a picture with more colours than a palette has room for.
func reduced(img *image.RGBA) *image.Paletted {
	runs := pixelRuns(img)
	counts := map[color.RGBA]int{}
	for i, r := range runs {
		counts[r.color] += end(runs, i, img) - r.begin
	}

	kept := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(
			-cmp.Compare(counts[a]+weight(a), counts[b]+weight(b)),
			cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B), cmp.Compare(a.A, b.A))
	})
	index := make(map[color.RGBA]uint8, len(kept))
	var palette color.Palette
	for i, c := range kept {
		if i < 256 {
			palette = append(palette, c)
			index[c] = uint8(i)
			continue
		}
		index[c] = nearest(kept[:256], c)
	}

	out := image.NewPaletted(img.Bounds(), palette)
	for i, r := range runs {
		pix, at := out.Pix[r.begin:end(runs, i, img)], index[r.color]
		for j := range pix {
			pix[j] = at
		}
	}
	return out
}

// pixelRun is a stretch of equal pixels; it ends where the next begins.
type pixelRun struct {
	begin int // pixels from the top left; rows follow one another
	color color.RGBA
}

func pixelRuns(img *image.RGBA) []pixelRun {
	var runs []pixelRun
	var last uint32
	for at := 0; at+4 <= len(img.Pix); at += 4 {
		p := img.Pix[at : at+4 : at+4]
		if c := binary.LittleEndian.Uint32(p); at == 0 || c != last {
			runs = append(runs, pixelRun{begin: at / 4, color: color.RGBA{R: p[0], G: p[1], B: p[2], A: p[3]}})
			last = c
		}
	}
	return runs
}

func end(runs []pixelRun, i int, img *image.RGBA) int {
	if i+1 < len(runs) {
		return runs[i+1].begin
	}
	return len(img.Pix) / 4
}

// weight puts the charts' own colours before all shades.
func weight(c color.RGBA) int {
	const first = 1 << 40
	if slices.Contains(ownColors, c) {
		return first
	}
	return 0
}

// nearest is the index of the colour that differs least.
func nearest(palette []color.RGBA, c color.RGBA) uint8 {
	best, least := 0, 1<<30
	for i, p := range palette {
		r, g, b := int(p.R)-int(c.R), int(p.G)-int(c.G), int(p.B)-int(c.B)
		if d := r*r + g*g + b*b; d < least {
			best, least = i, d
		}
	}
	return uint8(best)
}
