package plots

import (
	"cmp"
	"image"
	"image/color"
	"image/gif"
	"maps"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// reel collects the pictures of a GIF. Each has only what differs from the one
// before; all else in it is transparent.
type reel struct {
	film    gif.GIF
	palette color.Palette // the last colour is the transparent one
	index   map[color.RGBA]uint8
	now     *image.Paletted // as it is to be
	shown   *image.Paletted // as the pictures so far make it
	changed image.Rectangle
	texts   map[caption]*image.RGBA
}

type caption struct {
	text  string
	shade color.RGBA
	size  image.Point
}

// newReel begins with a picture; more are the colours that come later.
func newReel(first *image.RGBA, more []color.RGBA) *reel {
	r := &reel{index: map[color.RGBA]uint8{}, texts: map[caption]*image.RGBA{}}
	counts := map[color.RGBA]int{}
	runs := pixelRuns(first)
	for i, run := range runs {
		counts[opaque(run.color)] += end(runs, i, first) - run.begin
	}
	for _, c := range more {
		counts[c] += len(first.Pix)
	}
	for _, c := range byCount(counts) {
		if len(r.palette) == 255 {
			break
		}
		r.palette = append(r.palette, c)
	}
	r.palette = append(r.palette, color.RGBA{})
	r.now = image.NewPaletted(first.Rect, r.palette)
	r.put(first, first.Rect.Min)
	r.changed = image.Rectangle{}
	r.film.Image = []*image.Paletted{{Pix: slices.Clone(r.now.Pix), Stride: r.now.Stride, Rect: r.now.Rect, Palette: r.palette}}
	r.film.Delay = []int{0}
	r.film.Disposal = []byte{gif.DisposalNone}
	r.film.Config = image.Config{ColorModel: r.palette, Width: first.Rect.Dx(), Height: first.Rect.Dy()}
	r.shown = &image.Paletted{Pix: slices.Clone(r.now.Pix), Stride: r.now.Stride, Rect: r.now.Rect, Palette: r.palette}
	return r
}

// of is a colour's number: of the nearest where it has none.
func (r *reel) of(c color.RGBA) uint8 {
	if i, ok := r.index[c]; ok {
		return i
	}
	i := uint8(r.palette[:len(r.palette)-1].Index(c))
	r.index[c] = i
	return i
}

// fill fills a box of the next picture.
func (r *reel) fill(b image.Rectangle, c color.RGBA) {
	b = b.Intersect(r.now.Rect)
	if b.Empty() {
		return
	}
	at := r.of(c)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := r.now.Pix[r.now.PixOffset(b.Min.X, y):r.now.PixOffset(b.Max.X, y)]
		for i := range row {
			row[i] = at
		}
	}
	r.changed = r.changed.Union(b)
}

// put copies a picture into the next one.
func (r *reel) put(img *image.RGBA, to image.Point) {
	runs, width := pixelRuns(img), img.Rect.Dx()
	for i, run := range runs {
		c := r.of(opaque(run.color))
		for at := run.begin; at < end(runs, i, img); at++ {
			r.now.Pix[r.now.PixOffset(to.X+at%width, to.Y+at/width)] = c
		}
	}
	r.changed = r.changed.Union(image.Rectangle{Min: to, Max: to.Add(img.Rect.Size())})
}

func opaque(c color.RGBA) color.RGBA { return color.RGBA{c.R, c.G, c.B, 255} }

// write writes one line into a box, in place of what was there.
func (r *reel) write(b image.Rectangle, text string, shade color.RGBA) {
	b = b.Intersect(r.now.Rect)
	if b.Empty() {
		return
	}
	key := caption{text, shade, b.Size()}
	img := r.texts[key]
	if img == nil {
		canvas, _ := newPixels(vg.Length(b.Dx()), vg.Length(b.Dy()))
		s := newSheet(draw.New(canvas))
		s.text(0, s.height/2, text, min(26, s.height*0.9), true, toLeft, shade)
		img = s.pixels
		r.texts[key] = img
	}
	r.put(img, b.Min)
}

// shoot takes the next picture, which is shown for that many hundredths of a
// second.
func (r *reel) shoot(hundredths int) {
	b := r.changed
	if b.Empty() {
		b = image.Rect(0, 0, 1, 1) // a GIF has no empty pictures
	}
	clear := uint8(len(r.palette) - 1)
	img := image.NewPaletted(b, r.palette)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		now, shown := r.now.Pix[r.now.PixOffset(b.Min.X, y):], r.shown.Pix[r.shown.PixOffset(b.Min.X, y):]
		out := img.Pix[img.PixOffset(b.Min.X, y):][:b.Dx()]
		for x := range out {
			out[x] = clear
			if now[x] != shown[x] {
				out[x], shown[x] = now[x], now[x]
			}
		}
	}
	r.changed = image.Rectangle{}
	r.film.Image = append(r.film.Image, img)
	r.film.Delay = append(r.film.Delay, hundredths)
	r.film.Disposal = append(r.film.Disposal, gif.DisposalNone)
}

// byCount are colours, the most frequent first.
func byCount(counts map[color.RGBA]int) []color.RGBA {
	return slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(-cmp.Compare(counts[a], counts[b]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
}
