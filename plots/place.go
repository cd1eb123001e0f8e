package plots

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
)

// area is a part of a picture.
type area struct{ x0, y0, x1, y1 float64 }

func (b area) meets(o area) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// touched are the pixels that an area touches.
func (b area) touched() image.Rectangle {
	return image.Rect(int(math.Floor(b.x0)), int(math.Floor(b.y0)), int(math.Ceil(b.x1)), int(math.Ceil(b.y1)))
}

// places are the parts of a picture that are taken: text goes where there is
// none of them.
type places struct {
	frame area
	taken []area
	texts []area // of taken
}

// line takes what a line of corners runs through.
func (p *places) line(dots []dot) {
	for i := 1; i < len(dots); i++ {
		a, b := dots[i-1], dots[i]
		p.taken = append(p.taken, area{min(a.x, b.x) - 2, min(a.y, b.y) - 2, max(a.x, b.x) + 2, max(a.y, b.y) + 2})
	}
}

func (p *places) free(b area) bool {
	if b.x0 < p.frame.x0 || b.x1 > p.frame.x1 || b.y0 < p.frame.y0 || b.y1 > p.frame.y1 {
		return false
	}
	return !slices.ContainsFunc(p.taken, b.meets)
}

// spot is where a text may stand.
type spot struct {
	x, y  float64
	where align
}

// around is what a text takes at a spot, with room to its neighbours.
func (at spot) around(width float64) area {
	a := area{at.x, at.y - leastText*0.6, at.x + width, at.y + leastText*0.6}
	switch at.where {
	case toMiddle:
		a.x0, a.x1 = at.x-width/2, at.x+width/2
	case toRight:
		a.x0, a.x1 = at.x-width, at.x
	}
	a.x0, a.x1 = a.x0-4, a.x1+4
	return a
}

// label is a text that has its place, and where the line to it begins.
type label struct {
	spot
	text  string
	bold  bool
	color color.RGBA
	pole  area // of a flag
}

func (s *sheet) label(l label) {
	s.rect(l.pole.x0, l.pole.y0, l.pole.x1, l.pole.y1, l.color)
	s.textOn(paper, l.x, l.y, l.text, leastText, l.bold, l.where, l.color)
}

// beside finds the first spot for a text that is free, if there is one.
func (p *places) beside(l label, spots ...spot) (label, bool) {
	for _, l.spot = range spots {
		if a := l.around(textWidth(l.text, leastText, l.bold)); p.free(a) {
			p.taken = append(p.taken, a)
			p.texts = append(p.texts, a)
			return l, true
		}
	}
	return l, false
}

// write writes a text at the first spot that is free, and says whether there was
// one.
func (p *places) write(s *sheet, str string, bold bool, c color.RGBA, spots ...spot) bool {
	l, ok := p.beside(label{text: str, bold: bold, color: c}, spots...)
	if ok {
		s.label(l)
	}
	return ok
}

// somewhere writes a text where there is room in the frame, as high up and as far
// to the left as there is.
func (p *places) somewhere(s *sheet, str string, bold bool, c color.RGBA) bool {
	const step = 20.0
	for y := p.frame.y0 + step; y < p.frame.y1; y += step {
		for x := p.frame.x0 + step; x < p.frame.x1; x += step {
			if p.write(s, str, bold, c, spot{x, y, toLeft}) {
				return true
			}
		}
	}
	return false
}

// flag finds room for a text above a place that has none beside it, at the end of
// a line that leads there. Lines may cross; texts are crossed by none.
func (p *places) flag(l label, from dot) (label, bool) {
	const least, step = 40.0, 26.0
	for y := from.y - least; y > p.frame.y0; y -= step {
		l.spot = spot{from.x + 6, y, toLeft}
		text, pole := l.around(textWidth(l.text, leastText, l.bold)), area{from.x - 2, y - leastText*0.6, from.x + 2, from.y}
		if !p.free(text) || slices.ContainsFunc(p.texts, pole.meets) {
			continue
		}
		p.taken = append(p.taken, text, pole)
		p.texts = append(p.texts, text)
		l.pole = area{math.Round(from.x), pole.y0, math.Round(from.x) + 1, from.y}
		return l, true
	}
	return l, false
}

// spoken are messages in words that fit a room: as many as do, and how many more.
func spoken(messages []string, bold bool, room float64) string {
	const most = 6
	if len(messages) == 0 {
		return ""
	}
	for named := min(most, len(messages)); named > 0; named-- {
		words := strings.Join(messages[:named], ", ")
		if more := len(messages) - named; more > 0 {
			words += fmt.Sprintf(" and %d more", more)
		}
		if textWidth(words, leastText, bold) <= room {
			return words
		}
	}
	more := ""
	if len(messages) > 1 {
		more = fmt.Sprintf(" and %d more", len(messages)-1)
	}
	return cutMiddle(messages[0], leastText, bold, room-textWidth(more, leastText, bold)) + more
}
