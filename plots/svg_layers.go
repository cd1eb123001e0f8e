package plots

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"strconv"
)

// layers are the elements of an SVG, from the lowest to the topmost. Boxes of one
// colour are one element wherever nothing that lies between them is covered by the
// change: pictures are made of tens of thousands of boxes in a handful of colours.
type layers struct {
	all   []*layer
	boxes map[color.RGBA]int32 // the topmost layer of boxes in a colour, counted from 1
	cover cover
}

// layer is an element.
type layer struct {
	boxes bool
	fill  color.RGBA // of boxes
	d     []byte
	last  area // of the boxes, which is not in d yet
}

func newLayers(width, height float64) layers {
	return layers{boxes: map[color.RGBA]int32{}, cover: newCover(width, height)}
}

// add puts an element on top of all others.
func (l *layers) add(around area, element []byte) {
	l.all = append(l.all, &layer{d: element})
	l.cover.paint(around, l.topmost())
}

// box fills a box: in the topmost layer of its colour, unless that is covered.
func (l *layers) box(b area, fill color.RGBA) {
	if at := l.boxes[fill]; at > 0 && at >= l.cover.topmost(b) {
		l.all[at-1].more(b)
		l.cover.paint(b, at)
		return
	}
	l.all = append(l.all, &layer{boxes: true, fill: fill, last: b})
	l.boxes[fill] = l.topmost()
	l.cover.paint(b, l.topmost())
}

func (l *layers) topmost() int32 { return int32(len(l.all)) }

// more puts a box into a layer. It goes on with the last one where it can.
func (l *layer) more(b area) {
	if l.last.x1 == b.x0 && l.last.y0 == b.y0 && l.last.y1 == b.y1 {
		l.last.x1 = b.x1
		return
	}
	l.flush()
	l.last = b
}

func (l *layer) flush() {
	b := l.last
	l.d = appendNumber(append(l.d, 'M'), b.x0)
	l.d = appendNumber(append(l.d, ' '), b.y0)
	l.d = appendNumber(append(l.d, 'h'), b.x1-b.x0)
	l.d = appendNumber(append(l.d, 'v'), b.y1-b.y0)
	l.d = appendNumber(append(l.d, 'h'), b.x0-b.x1)
	l.d = append(l.d, 'z')
}

// bytes are the elements, with what paint makes of the boxes' colours. Nothing
// more can be drawn.
func (l *layers) bytes(paint func(color.RGBA) string) []byte {
	var out bytes.Buffer
	for _, one := range l.all {
		if !one.boxes {
			out.Write(one.d)
			out.WriteByte('\n')
			continue
		}
		one.flush()
		fmt.Fprintf(&out, "<path fill=\"%s\" d=\"%s\"/>\n", paint(one.fill), one.d)
	}
	return out.Bytes()
}

// number is a length in pixels, to the hundredth.
func number(x float64) string { return string(appendNumber(nil, x)) }

func appendNumber(to []byte, x float64) []byte {
	if x == math.Trunc(x) {
		return strconv.AppendInt(to, int64(x), 10)
	}
	return strconv.AppendFloat(to, math.Round(x*100)/100, 'f', -1, 64)
}
