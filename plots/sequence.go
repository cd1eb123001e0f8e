package plots

import (
	"time"

	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Sequence is the time-sequence diagram of what a server sends on a connection,
// as seen at the server (Stevens, TCP/IP Illustrated, fig. 20.9; tcptrace):
// every segment when it was sent and at the bytes it carried, and below them
// the line of what the browser had acknowledged. Their distance, across, is a
// round trip; down, what is in flight.
type Sequence struct{ traced }

// NewSequence makes the diagram of a connection of the run.
func NewSequence(run *timeline.Run, trace *timeline.Trace) (*Sequence, error) {
	t, err := newTraced("every segment", run, trace)
	return &Sequence{t}, err
}

// Draw draws it.
func (c *Sequence) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	axis := c.frame(s, c.keys())
	bytes := valueAxis{y0: s.height - traceFoot, y1: traceHead + 14, end: c.most()}
	bytes.draw(s, axis.x0, axis.x1, 18, bytesLabel)
	s.text(margin, axisName, "sequence number", 18, true, toLeft, quiet)

	edge, acked := c.lines(axis)
	for _, part := range visible(bytes, edge, axis.x(c.end)) {
		s.line(2, edgeColor, part...)
	}
	s.line(2.5, ackColor, steps(bytes, acked, axis.x(c.end))...)
	for _, again := range []bool{false, true} { // what was sent again lies on top
		for i := range c.trace.Segments {
			if seg := &c.trace.Segments[i]; !seg.Up && seg.Again == again {
				c.segment(s, axis, bytes, seg)
			}
		}
	}
	c.roundTrip(s, axis)
}

// most is the highest byte that was sent.
func (c *Sequence) most() float64 {
	most := int64(1)
	for i := range c.trace.Segments {
		if seg := &c.trace.Segments[i]; !seg.Up {
			most = max(most, seg.End())
		}
	}
	return float64(most)
}

// lines are what the server knew to have arrived, and up to where it might
// send.
func (c *Sequence) lines(axis timeAxis) (edge, acked []reading) {
	ack := int64(0)
	for _, seg := range c.arrivals() {
		if seg.Ack >= ack {
			ack = seg.Ack
			acked = append(acked, reading{axis.x(seg.Arrived), float64(ack)})
			edge = append(edge, reading{axis.x(seg.Arrived), float64(ack + seg.Window)})
		}
	}
	return edge, acked
}

// arrivals are the segments that reached the server. A path keeps the order of
// a connection's packets, but for those that it was told to reorder, whose ACKs
// change nothing.
func (c *Sequence) arrivals() (segs []*timeline.Segment) {
	last := time.Duration(0)
	for i := range c.trace.Segments {
		if seg := &c.trace.Segments[i]; seg.Up && seg.Arrived > 0 && seg.Arrived >= last {
			last = seg.Arrived
			segs = append(segs, seg)
		}
	}
	return segs
}

// segment draws a segment, as high as the bytes it carried.
func (c *Sequence) segment(s *sheet, axis timeAxis, bytes valueAxis, seg *timeline.Segment) {
	color := dataColor
	switch {
	case seg.Again:
		color = againColor
	case seg.Bytes == 0 && seg.Flags == "ACK":
		return // it moves nothing
	case seg.Bytes == 0:
		color = setupColor
	}
	x, top, bottom := axis.x(seg.Sent), bytes.y(float64(seg.End())), bytes.y(float64(seg.Seq))
	half := 2.5
	if seg.Again {
		half = 4 // there are few, and they matter
	}
	if bottom-top < 2*half {
		top, bottom = (top+bottom)/2-half, (top+bottom)/2+half
	}
	s.rect(x-half, top, x+half, bottom, color)
	if seg.Dropped != "" {
		s.cross(x, (top+bottom)/2, 8, 2.5, againColor)
	}
}

// roundTrip draws a round trip to scale at the bottom right, where such a
// diagram is empty.
func (c *Sequence) roundTrip(s *sheet, axis timeAxis) {
	length := axis.x(c.run.RTT) - axis.x0
	if c.run.RTT <= 0 || length < 12 || length > (axis.x1-axis.x0)/2 {
		return
	}
	x1, y := axis.x1-30, s.height-traceFoot-44
	x0 := x1 - length
	s.horizontal(x0, x1, y, 3, ink)
	s.vertical(x0, y-9, y+9, 3, ink)
	s.vertical(x1, y-9, y+9, 3, ink)
	s.text(x1, y-28, "a round trip, "+duration(c.run.RTT), 22, true, toRight, ink)
}

// keys are of what happened.
func (c *Sequence) keys() []key {
	keys := []key{{label: "segment sent", color: dataColor}}
	again, lost, edge := false, false, false
	for i := range c.trace.Segments {
		seg := &c.trace.Segments[i]
		again = again || !seg.Up && seg.Again
		lost = lost || !seg.Up && seg.Dropped != ""
		edge = edge || seg.Up && seg.Arrived > 0 && float64(seg.Ack+seg.Window) <= c.most()
	}
	if again {
		keys = append(keys, key{label: "sent again", color: againColor})
	}
	if lost {
		keys = append(keys, key{label: "× lost", color: againColor})
	}
	keys = append(keys, key{label: "SYN, FIN", color: setupColor}, key{label: "acknowledged", color: ackColor})
	if edge {
		return append(keys, key{label: "edge of the receive window", color: edgeColor})
	}
	return append(keys, key{label: "edge of the receive window: above the picture throughout", color: edgeColor})
}
