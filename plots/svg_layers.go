package plots

import (
	"bytes"
	"fmt"
	"math"
	"sync"
)

// layers are the elements of an SVG, from the lowest to the topmost. Boxes of one
// colour are one element wherever nothing that lies between them is covered by the
// change: pictures are made of tens of thousands of boxes in a handful of colours.
type layers struct {
	all           []*layer
	width, height int
	top           []int32 // of each pixel: how many layers there were when it was painted last
}

// layer is an element.
type layer struct {
	fill string // of boxes; "" for what is no box
	d    bytes.Buffer
	last area // of the boxes, which is not in d yet
}

func newLayers(width, height float64) layers {
	w, h := int(math.Ceil(width)), int(math.Ceil(height))
	top, ok := spareTops.Get().(*[]int32)
	if !ok || cap(*top) < w*h {
		top = new(make([]int32, w*h))
	}
	*top = (*top)[:w*h]
	clear(*top)
	return layers{width: w, height: h, top: *top}
}

// spareTops are of pictures that are drawn: one takes eight megabytes.
var spareTops sync.Pool

// add puts an element on top of all others.
func (l *layers) add(around area, element string) {
	one := &layer{}
	one.d.WriteString(element)
	l.all = append(l.all, one)
	l.paint(around, int32(len(l.all)))
}

// box fills a box.
func (l *layers) box(b area, fill string) {
	below := l.below(b)
	for i := len(l.all) - 1; i >= 0 && i >= below-1; i-- {
		if l.all[i].fill == fill {
			l.all[i].more(b)
			l.paint(b, int32(i+1))
			return
		}
	}
	l.all = append(l.all, &layer{fill: fill, last: b})
	l.paint(b, int32(len(l.all)))
}

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
	d := appendNumber(append(l.d.AvailableBuffer(), 'M'), b.x0)
	d = appendNumber(append(d, ' '), b.y0)
	d = appendNumber(append(d, 'h'), b.x1-b.x0)
	d = appendNumber(append(d, 'v'), b.y1-b.y0)
	d = appendNumber(append(d, 'h'), b.x0-b.x1)
	l.d.Write(append(d, 'z'))
}

// rows calls each for every line of pixels that a part of the picture touches.
func (l *layers) rows(a area, each func(row []int32)) {
	x0, x1 := max(int(math.Floor(a.x0)), 0), min(int(math.Ceil(a.x1)), l.width)
	if x0 >= x1 {
		return
	}
	for y := max(int(math.Floor(a.y0)), 0); y < min(int(math.Ceil(a.y1)), l.height); y++ {
		each(l.top[y*l.width+x0 : y*l.width+x1])
	}
}

func (l *layers) paint(a area, layer int32) {
	l.rows(a, func(row []int32) {
		for x := range row {
			row[x] = layer
		}
	})
}

// below is the number of the topmost layer in a part of the picture.
func (l *layers) below(a area) int {
	topmost := int32(0)
	l.rows(a, func(row []int32) {
		for _, layer := range row {
			topmost = max(topmost, layer)
		}
	})
	return int(topmost)
}

// bytes are the elements. Nothing more can be drawn.
func (l *layers) bytes() []byte {
	spareTops.Put(&l.top)
	var out bytes.Buffer
	for _, one := range l.all {
		if one.fill == "" {
			fmt.Fprintf(&out, "%s\n", one.d.Bytes())
			continue
		}
		one.flush()
		fmt.Fprintf(&out, "<path fill=\"%s\" d=\"%s\"/>\n", one.fill, one.d.Bytes())
	}
	return out.Bytes()
}
