package plots

import (
	"fmt"
	"math"
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
	c := &Sequence{traced{trace: *trace}}
	t, err := newTraced("every "+c.unit(), run, trace)
	t.fromOpening()
	return &Sequence{t}, err
}

// Draw draws it.
func (c *Sequence) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	axis := c.frame(s, c.keys())
	bytes := valueAxis{y0: s.height - traceFoot, y1: traceHead + 14, end: c.top()}
	bytes.draw(s, axis.x0, axis.x1, leastText, bytesLabel)
	values := "sequence number"
	if c.trace.QUIC {
		values = "bytes of packets sent: QUIC sends none again, what was lost goes in a new one"
	}
	c.clock(s, values, c.atServer())

	free := &places{frame: area{axis.x0 + 4, bytes.y1 - 4, axis.x1 + 40, bytes.y0}}
	edge, acked := c.lines(axis)
	for _, part := range visible(bytes, edge, axis.x(c.end)) {
		s.line(2, edgeColor, part...)
		free.line(part)
	}
	line := steps(bytes, acked, axis.x(c.end))
	s.line(2.5, ackColor, line...)
	free.line(line)
	for _, again := range []bool{false, true} { // what was sent again lies on top
		for i := range c.trace.Segments {
			if seg := &c.trace.Segments[i]; !seg.Up && seg.Again == again {
				c.segment(s, axis, bytes, seg, free)
			}
		}
	}
	c.losses(s, axis, bytes, free)
	c.beyond(s, axis, bytes, edge, free)
	c.roundTrip(s, axis, free)
	c.timeouts(s, axis, free, false, func(seg *timeline.Segment) float64 { return bytes.y(float64(seg.Seq+seg.End()) / 2) })
	c.timeouts(s, axis, free, true, func(*timeline.Segment) float64 { return bytes.y0 - 6 })
	c.messages(s, axis, bytes, acked, free)
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

// top is where the picture ends: the receive window's edge is in it unless that
// would make the segments small.
func (c *Sequence) top() float64 {
	const atMost = 1.6
	most, edge := c.most(), 0.0
	for _, r := range c.edge() {
		edge = max(edge, r.v)
	}
	if edge > atMost*most {
		return most
	}
	return max(most, edge)
}

func (c *Sequence) edge() []reading {
	edge, _ := c.lines(timeAxis{x1: 1, end: c.traced.end})
	return edge
}

// lines are up to where the server might send, which is not known of QUIC, and
// what it knew to have arrived.
func (c *Sequence) lines(axis timeAxis) (edge, acked []reading) {
	ack := int64(0)
	for _, seg := range c.arrivals() {
		if seg.Ack >= ack {
			ack = seg.Ack
			acked = append(acked, reading{axis.x(seg.Arrived), float64(ack)})
			if !c.trace.QUIC {
				edge = append(edge, reading{axis.x(seg.Arrived), float64(ack + seg.Window)})
			}
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
func (c *Sequence) segment(s *sheet, axis timeAxis, bytes valueAxis, seg *timeline.Segment, free *places) {
	color := dataColor
	switch {
	case seg.Again:
		color = againColor
	case c.setUp(seg):
		color = setupColor
	case c.trace.Data(seg) == 0 && (c.trace.QUIC || seg.Flags == "ACK"):
		return // it moves nothing
	}
	half := 2.5
	if seg.Again {
		half = 5 // there are few, and they matter
	}
	b := c.place(axis, bytes, seg, half)
	s.rect(b.x0, b.y0, b.x1, b.y1, color)
	free.taken = append(free.taken, b)
}

// place is where a segment is drawn.
func (c *Sequence) place(axis timeAxis, bytes valueAxis, seg *timeline.Segment, half float64) area {
	x, top, bottom := axis.x(seg.Sent), bytes.y(float64(seg.End())), bytes.y(float64(seg.Seq))
	if bottom-top < 2*half {
		top, bottom = (top+bottom)/2-half, (top+bottom)/2+half
	}
	return area{x - half, top, x + half, bottom}
}

// setUp says whether a segment belongs to setting up or closing a connection.
func (c *traced) setUp(seg *timeline.Segment) bool {
	if c.trace.QUIC {
		return seg.Flags != "1-RTT" && seg.Flags != "0-RTT"
	}
	return seg.Bytes == 0 && seg.Flags != "ACK"
}

// crossesApart is how far crosses are from one another at least.
const crossesApart = 18.0

// losses marks what was lost. Of crosses that would lie upon one another it draws
// one.
func (c *Sequence) losses(s *sheet, axis timeAxis, bytes valueAxis, free *places) {
	const radius, apart = 8.0, crossesApart
	last := dot{-apart, -apart}
	for i := range c.trace.Segments {
		seg := &c.trace.Segments[i]
		if seg.Up || seg.Dropped == "" {
			continue
		}
		b := c.place(axis, bytes, seg, radius)
		at := dot{(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2}
		if math.Abs(at.x-last.x) < apart && math.Abs(at.y-last.y) < apart {
			continue
		}
		last = at
		s.line(5, paper, dot{at.x - radius, at.y - radius}, dot{at.x + radius, at.y + radius})
		s.line(5, paper, dot{at.x - radius, at.y + radius}, dot{at.x + radius, at.y - radius})
		s.cross(at.x, at.y, radius, 2.5, lostColor)
		free.taken = append(free.taken, b)
	}
}

// beyond says where the receive window is when the picture does not have all of
// it.
func (c *Sequence) beyond(s *sheet, axis timeAxis, bytes valueAxis, edge []reading, free *places) {
	highest := 0.0
	from := dot{}
	for _, r := range edge {
		if r.v > bytes.end && from.x == 0 {
			from = dot{r.x, bytes.y1}
		}
		highest = max(highest, r.v)
	}
	if highest <= bytes.end {
		return
	}
	words := fmt.Sprintf("receive window: up to %s, above the picture", roughBytes(highest))
	s.arrow(dot{from.x, bytes.y1 + 30}, dot{from.x, bytes.y1 + 2}, 2, edgeColor)
	if !free.write(s, words, true, edgeColor, spot{from.x + 14, bytes.y1 + 14, toLeft}, spot{from.x - 14, bytes.y1 + 14, toRight}) {
		free.somewhere(s, words, true, edgeColor)
	}
}

// roundTrip draws a round trip to scale where there is room, at best at the
// bottom right, where such a diagram is empty.
func (c *Sequence) roundTrip(s *sheet, axis timeAxis, free *places) {
	length := axis.x(c.run.RTT) - axis.x0
	if c.run.RTT <= 0 || length < 12 || length > (axis.x1-axis.x0)/2 {
		return
	}
	words := "a round trip, " + duration(c.run.RTT)
	const size, step = 22, 40
	width := max(length, textWidth(words, size, true))
	for y := s.height - traceFoot - 44; y > free.frame.y0+50; y -= step {
		for x1 := axis.x1 - 30; x1-width > axis.x0+10; x1 -= step {
			at := area{x1 - width - 10, y - 44, x1 + 10, y + 12}
			if !free.free(at) {
				continue
			}
			s.horizontal(x1-length, x1, y, 3, ink)
			s.vertical(x1-length, y-9, y+9, 3, ink)
			s.vertical(x1, y-9, y+9, 3, ink)
			s.textOn(paper, x1, y-28, words, size, true, toRight, ink)
			free.taken = append(free.taken, at)
			free.texts = append(free.texts, at)
			return
		}
	}
}

// keys are of what happened.
func (c *Sequence) keys() []key {
	keys := []key{{label: c.unit() + " sent", color: dataColor}}
	again, lost := false, false
	for i := range c.trace.Segments {
		seg := &c.trace.Segments[i]
		again = again || !seg.Up && seg.Again
		lost = lost || !seg.Up && seg.Dropped != ""
	}
	if lost {
		keys = append(keys, key{label: "lost", color: lostColor, cross: true})
	}
	if again {
		keys = append(keys, key{label: c.again(), color: againColor})
	}
	if c.trace.QUIC {
		return append(keys, key{label: "handshake", color: setupColor}, key{label: "newest packet acknowledged", color: ackColor})
	}
	return append(keys, key{label: "SYN, FIN, RST", color: setupColor}, key{label: "acknowledged", color: ackColor},
		key{label: "edge of the receive window", color: edgeColor})
}
