package plotstest

import (
	"fmt"
	"math"
	"slices"
)

const (
	tolerance = 1.0  // pixels: texts are put on whole ones
	thin      = 4.0  // pixels: what is not wider is a line
	leastSize = 20.0 // of a text on a picture that is 1920 wide
	slide     = 1920.0

	// WCAG 2.2, success criterion 1.4.3: of large text, which all of ours is.
	leastContrast = 3.0
)

// Faults are what cannot be read, in the order of the texts: which text, what is
// wrong with it, and by how many pixels.
func (p *Picture) Faults() (all []string) {
	for i := range p.Texts {
		t := &p.Texts[i]
		say := func(format string, args ...any) {
			all = append(all, fmt.Sprintf("%q "+format, append([]any{t.String}, args...)...))
		}
		if out := max(-t.Box.X0, -t.Box.Y0, t.Box.X1-p.Width, t.Box.Y1-p.Height); out > tolerance {
			say("leaves the picture by %.0f px", out)
		}
		if least := leastSize * p.Width / slide; t.Size < least {
			say("is %.4g px high, not %.4g", t.Size, least)
		}
		for j := range p.Texts[:i] {
			if both := t.ink().and(p.Texts[j].ink()); both.wide() > tolerance && both.high() > tolerance {
				say("lies on %q, by %.0f by %.0f px", p.Texts[j].String, both.wide(), both.high())
			}
		}
		under := p.struck(t, say)
		if c, worst := contrast(t, under); worst < leastContrast {
			say("has a contrast of %.1f on #%02X%02X%02X, not %g", worst, c[0], c[1], c[2], leastContrast)
		}
	}
	return all
}

// ink is the box of a text without descenders where it has none.
func (t *Text) ink() Box {
	b := t.Box
	if !slices.ContainsFunc([]rune(t.String), func(r rune) bool { return slices.Contains([]rune("gjpqyQ,;()[]{}|/@_"), r) }) {
		b.Y1 -= descenders * t.Size
	}
	return b
}

// struck says which lines run through a text, and gives what it stands on, the
// topmost first.
func (p *Picture) struck(t *Text, say func(string, ...any)) (under []piece) {
	ink := t.ink()
	core := Box{ink.X0 + tolerance, ink.Y0 + tolerance, ink.X1 - tolerance, ink.Y1 - tolerance}
	behind := func(b Box) bool { // whether something hides this part of what is further down
		return slices.ContainsFunc(under, func(u piece) bool { return !u.line && u.box.covers(b) })
	}
	for i := range p.pieces {
		one := &p.pieces[i]
		both := one.box.and(core)
		if both.wide() <= 0 || both.high() <= 0 || one.line && one.corners != nil && !crosses(one.corners, core) {
			continue
		}
		switch {
		case one.at > t.at:
			say("is covered, at %.0f, %.0f", both.X0, both.Y0)
			continue
		case one.line && !behind(both):
			say("has a line through it, at %.0f, %.0f", both.X0, both.Y0)
		}
		under = append(under, *one)
	}
	return under
}

// piece is a box, a line or another shape.
type piece struct {
	at      int // how many elements are under it
	box     Box
	corners []dot // of what is no box
	line    bool
	color   [3]uint8
}

func (s *shape) pieces() (all []piece) {
	for _, b := range s.boxes {
		all = append(all, piece{at: s.at, box: b, line: min(b.wide(), b.high()) <= thin, color: s.color})
	}
	if s.width > 0 {
		for i := 1; i < len(s.lines); i++ {
			all = append(all, piece{at: s.at, box: around(s.lines[i-1:i+1], s.width), corners: s.lines[i-1 : i+1], line: true, color: s.color})
		}
	} else if s.lines != nil {
		all = append(all, piece{at: s.at, box: around(s.lines, 0), corners: s.lines, color: s.color})
	}
	return all
}

// crosses is whether a line comes into a box: halved until it is short.
func crosses(line []dot, b Box) bool {
	from, to := line[0], line[1]
	for n := math.Ceil(math.Hypot(to.x-from.x, to.y-from.y)); n >= 0; n-- {
		part := n / math.Max(math.Ceil(math.Hypot(to.x-from.x, to.y-from.y)), 1)
		if b.has(dot{from.x + part*(to.x-from.x), from.y + part*(to.y-from.y)}) {
			return true
		}
	}
	return false
}

// contrast is the least of a text against what is under it, looked for at some
// places, and against which colour it is.
func contrast(t *Text, under []piece) (on [3]uint8, least float64) {
	const across, down = 24, 3
	least = math.Inf(1)
	for i := range across {
		for j := range down {
			at := dot{
				t.Box.X0 + (t.Box.X1-t.Box.X0)*(float64(i)+0.5)/across,
				t.Box.Y0 + capitals*t.Size*(float64(j)+0.5)/down,
			}
			c := [3]uint8{255, 255, 255}
			for _, u := range under {
				if u.has(at) {
					c = u.color
					break
				}
			}
			a, b := luminance(t.Color), luminance(c)
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
				on, least = c, ratio
			}
		}
	}
	return on, least
}

// has is whether a place is in a filled piece; lines are looked for by struck.
func (u *piece) has(at dot) bool {
	if u.line || !u.box.has(at) {
		return false
	}
	inside := u.corners == nil
	for i, a := range u.corners {
		b := u.corners[(i+1)%len(u.corners)]
		if (a.y > at.y) != (b.y > at.y) && at.x < a.x+(at.y-a.y)*(b.x-a.x)/(b.y-a.y) {
			inside = !inside
		}
	}
	return inside
}

// luminance is a colour's, as in WCAG 2.2.
func luminance(c [3]uint8) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func around(corners []dot, width float64) Box {
	b := Box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, d := range corners {
		b = Box{min(b.X0, d.x), min(b.Y0, d.y), max(b.X1, d.x), max(b.Y1, d.y)}
	}
	return Box{b.X0 - width/2, b.Y0 - width/2, b.X1 + width/2, b.Y1 + width/2}
}

func (b Box) and(o Box) Box {
	return Box{max(b.X0, o.X0), max(b.Y0, o.Y0), min(b.X1, o.X1), min(b.Y1, o.Y1)}
}

func (b Box) covers(o Box) bool { return b.and(o) == o }
func (b Box) wide() float64     { return b.X1 - b.X0 }
func (b Box) high() float64     { return b.Y1 - b.Y0 }
func (b Box) has(d dot) bool    { return b.X0 <= d.x && d.x < b.X1 && b.Y0 <= d.y && d.y < b.Y1 }
