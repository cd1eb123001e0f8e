// Package plotstest says what cannot be read in a picture: text that leaves it,
// lies on other text, is too small, has a line through it, or too little contrast.
//
// It reads the SVGs that plots writes, and no others.
package plotstest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Box is a part of a picture, in pixels from its top left.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Text is what stands in a picture.
type Text struct {
	String string
	Size   float64 // of the font
	Box    Box     // as wide as the text, from the top of its capitals to below its descenders
	Color  [3]uint8
	at     int // how many elements are under it
}

// shape is what is filled or stroked.
type shape struct {
	boxes []Box // of a fill
	lines []dot // of a stroke or another shape: its corners
	width float64
	color [3]uint8
	at    int
}

type dot struct{ x, y float64 }

// Picture is an SVG that was read.
type Picture struct {
	Width, Height float64
	Texts         []Text
	pieces        []piece // the topmost first
}

// Parts of a letter's size: Liberation Sans's capitals, and its descenders.
const (
	capitals   = 0.716
	descenders = 0.212
)

// Read reads an SVG.
func Read(svg []byte) (*Picture, error) {
	p := &Picture{}
	dec := xml.NewDecoder(strings.NewReader(string(svg)))
	hatches := map[string][3]uint8{}
	hatch, size := "", 0.0
	var text *Text
	for at := 0; ; at++ {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			slices.Reverse(p.pieces)
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.CharData:
			if text != nil {
				text.String += string(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "pattern":
				hatch = ""
			case "text":
				p.Texts = append(p.Texts, *text)
				text = nil
			}
		case xml.StartElement:
			a := attributes(e.Attr)
			switch e.Name.Local {
			case "svg":
				p.Width, p.Height = a.number("width"), a.number("height")
			case "g":
				if a["font-size"] != "" {
					size = a.number("font-size")
				}
			case "pattern":
				hatch = "url(#" + a["id"] + ")"
			case "text":
				text = new(a.text(size, at))
			case "path":
				if hatch != "" { // its ground, then its lines
					if a["fill"] != "" {
						hatches[hatch] = rgb(a["fill"])
					}
					continue
				}
				s, err := a.shape(hatches)
				if err != nil {
					return nil, err
				}
				s.at = at
				p.pieces = append(p.pieces, s.pieces()...)
			}
		}
	}
}

type attrs map[string]string

func attributes(list []xml.Attr) attrs {
	a := attrs{}
	for _, one := range list {
		a[one.Name.Local] = one.Value
	}
	return a
}

// number is 0 where there is none.
func (a attrs) number(key string) float64 {
	x, _ := strconv.ParseFloat(strings.TrimSuffix(a[key], "px"), 64)
	return x
}

func (a attrs) text(size float64, at int) Text {
	if a["font-size"] != "" {
		size = a.number("font-size")
	}
	x, y, width := a.number("x"), a.number("y"), a.number("textLength")
	switch a["text-anchor"] {
	case "middle":
		x -= width / 2
	case "end":
		x -= width
	}
	return Text{Size: size, Box: Box{x, y - capitals*size, x + width, y + descenders*size}, Color: rgb(a["fill"]), at: at}
}

func rgb(hex string) (c [3]uint8) {
	_, _ = fmt.Sscanf(hex, "#%02X%02X%02X", &c[0], &c[1], &c[2])
	return c
}

func (a attrs) shape(hatches map[string][3]uint8) (s shape, err error) {
	paint := a["fill"]
	if paint == "none" {
		paint, s.width = a["stroke"], a.number("stroke-width")
	}
	if c, is := hatches[paint]; is {
		s.color = c
	} else {
		s.color = rgb(paint)
	}
	d := a["d"]
	if strings.Contains(d, "h") {
		for one := range strings.SplitSeq(strings.TrimSuffix(d, "z"), "z") {
			var x, y, w, h, back float64
			if _, err := fmt.Sscanf(one, "M%f %fh%fv%fh%f", &x, &y, &w, &h, &back); err != nil || back != -w {
				return s, fmt.Errorf("no box: %q", one)
			}
			s.boxes = append(s.boxes, Box{x, y, x + w, y + h})
		}
		return s, nil
	}
	for one := range strings.FieldsFuncSeq(strings.TrimSuffix(d, "z"), func(r rune) bool { return r == 'M' || r == 'L' }) {
		var at dot
		if _, err := fmt.Sscanf(one, "%f %f", &at.x, &at.y); err != nil {
			return s, fmt.Errorf("no corner: %q", one)
		}
		s.lines = append(s.lines, at)
	}
	return s, nil
}
