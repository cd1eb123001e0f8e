package plots

import "image"

// cover knows of every pixel of an SVG which layer is the topmost there. It keeps
// what was painted, in squares: a picture has millions of pixels, and a square a
// few areas, since one that covers all of it hides the others.
type cover struct {
	picture image.Rectangle
	across  int
	squares []square // row by row
}

// square is a part of the picture.
type square struct {
	topmost int32 // of all layers in it
	ground  int32 // the topmost of those that cover all of it
	above   []painted
}

// painted is a part of a square, from its top left.
type painted struct {
	x0, y0, x1, y1 uint8
	layer          int32
}

const squareSize = 32 // pixels

func newCover(width, height float64) cover {
	picture := area{0, 0, width, height}.touched()
	across, down := (picture.Dx()+squareSize-1)/squareSize, (picture.Dy()+squareSize-1)/squareSize
	return cover{picture: picture, across: across, squares: make([]square, across*down)}
}

// each calls do for every square that an area touches, with the part of it.
func (c *cover) each(a area, do func(s *square, part painted)) {
	in := a.touched().Intersect(c.picture)
	if in.Empty() {
		return
	}
	for y := in.Min.Y / squareSize; y <= (in.Max.Y-1)/squareSize; y++ {
		for x := in.Min.X / squareSize; x <= (in.Max.X-1)/squareSize; x++ {
			left, top := x*squareSize, y*squareSize
			do(&c.squares[y*c.across+x], painted{
				x0: uint8(max(in.Min.X-left, 0)), x1: uint8(min(in.Max.X-left, squareSize)),
				y0: uint8(max(in.Min.Y-top, 0)), y1: uint8(min(in.Max.Y-top, squareSize)),
			})
		}
	}
}

// paint puts a layer on top of all others in an area.
func (c *cover) paint(a area, layer int32) {
	c.each(a, func(s *square, part painted) {
		s.topmost = max(s.topmost, layer)
		if part == (painted{x1: squareSize, y1: squareSize}) {
			s.ground, s.above = layer, s.above[:0]
			return
		}
		part.layer = layer
		s.above = append(s.above, part)
	})
}

// topmost is the topmost layer in an area.
func (c *cover) topmost(a area) int32 {
	most := int32(0)
	c.each(a, func(s *square, part painted) {
		if s.topmost <= most {
			return
		}
		most = max(most, s.ground)
		for _, p := range s.above {
			if p.layer > most && p.x0 < part.x1 && part.x0 < p.x1 && p.y0 < part.y1 && part.y0 < p.y1 {
				most = p.layer
			}
		}
	})
	return most
}
