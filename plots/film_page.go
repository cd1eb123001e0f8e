package plots

import (
	"image/color"
	"math"
	"time"

	"rttlab/lab/timeline"
)

// pagePicture is a run's page as somebody sees it fill in: the HTML as a banner
// across the top, every other file a tile of its type's colour, in the order in
// which the browser knew of them. Lengths are in pixels.
type pagePicture struct {
	x, y, width, height float64
	tiles               []tile
}

// tile is one resource's place on the page.
type tile struct {
	x0, y0, x1, y1 float64
	kind           string
	first, last    time.Duration // bytes of its body
	failed         bool
}

const (
	bannerPart = 0.1 // of the page's height
	tileAspect = 4.0 / 3
)

// newPagePicture lays out a run's page in a box.
func newPagePicture(run *timeline.Run, x, y, width, height float64) pagePicture {
	p := pagePicture{x: x, y: y, width: width, height: height}
	banner := math.Round(height * bannerPart)
	rest := len(run.Resources) - 1
	columns, rows := tiling(rest, width, height-banner)
	edge := func(from, length float64, i, n int) float64 { return from + math.Round(length*float64(i)/float64(n)) }
	placed := 0
	for i := range run.Resources {
		res := &run.Resources[i]
		t := tile{kind: res.Type, first: res.End() - res.Receive, last: res.End(), failed: res.Err != ""}
		if res.Initiator < 0 && i == 0 {
			t.x0, t.y0, t.x1, t.y1 = x, y, x+width, y+banner
		} else {
			column, row := placed%columns, placed/columns
			placed++
			t.x0, t.x1 = edge(x, width, column, columns), edge(x, width, column+1, columns)
			t.y0, t.y1 = edge(y+banner, height-banner, row, rows), edge(y+banner, height-banner, row+1, rows)
		}
		p.tiles = append(p.tiles, t)
	}
	return p
}

// tiling is how many columns and rows of tiles fill a box, so that they come
// close to tileAspect.
func tiling(n int, width, height float64) (columns, rows int) {
	if n <= 0 {
		return 1, 1
	}
	columns = max(1, int(math.Round(math.Sqrt(float64(n)*width/height/tileAspect))))
	rows = (n + columns - 1) / columns
	return columns, rows
}

// box is the tile without the gap to its neighbours.
func (t *tile) box() (x0, y0, x1, y1 float64) {
	gap := 1.0
	if min(t.x1-t.x0, t.y1-t.y0) < 6 {
		gap = 0
	}
	return t.x0 + gap, t.y0 + gap, t.x1 - gap, t.y1 - gap
}

// filled is how far down the tile has come at a time: from its top, as a picture
// appears while it arrives.
func (t *tile) filled(at time.Duration) float64 {
	_, y0, _, y1 := t.box()
	switch {
	case at >= t.last:
		return y1
	case at <= t.first || t.last <= t.first:
		return y0
	}
	return math.Round(y0 + (y1-y0)*float64(at-t.first)/float64(t.last-t.first))
}

// draw draws the page as it is at a time.
func (p *pagePicture) draw(s *sheet, at time.Duration) {
	const frame = 2
	s.rect(p.x-frame-2, p.y-frame-2, p.x+p.width+frame+2, p.y+p.height+frame+2, quiet)
	s.rect(p.x-2, p.y-2, p.x+p.width+2, p.y+p.height+2, paper)
	for i := range p.tiles {
		t := &p.tiles[i]
		x0, y0, x1, y1 := t.box()
		middle := t.filled(at)
		s.rect(x0, middle, x1, y1, stripe)
		s.rect(x0, y0, x1, middle, t.color())
	}
}

func (t *tile) color() color.RGBA {
	if t.failed {
		return failed
	}
	return typeColor(t.kind)
}
