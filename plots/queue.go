package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Queue is how much waited in front of the browser's access link, of all
// connections: the room that a link has to absorb bursts, and the delay that it
// adds.
type Queue struct{ traced }

// NewQueue makes the picture of the queue that a connection of the run met.
func NewQueue(run *timeline.Run, trace *timeline.Trace) (*Queue, error) {
	if len(trace.Queue) == 0 {
		return nil, fmt.Errorf("the trace of connection %d has nothing of a queue: the link has no limit", trace.Connection)
	}
	t, err := newTraced("queue", run, trace)
	if err != nil {
		return nil, err
	}
	t.Title = run.Name + ": what waits in front of the access link"
	for _, d := range t.trace.Queue {
		t.end = max(t.end, d.Time)
	}
	return &Queue{t}, nil
}

// Draw draws it.
func (c *Queue) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	keys := []key{{label: "bytes that wait", color: waitingColor}}
	most, drops := 1, 0
	for _, d := range c.trace.Queue {
		most = max(most, d.Bytes)
		if d.Dropped {
			drops++
		}
	}
	if drops > 0 {
		keys = append(keys, key{label: plural(drops, "packet") + " dropped", color: lostColor, cross: true})
	}
	axis := c.frame(s, keys)
	y0 := s.height - traceFoot
	bytes := valueAxis{y0: y0, y1: traceHead + 34, end: float64(most)}

	var waiting []reading
	for _, d := range c.trace.Queue {
		waiting = append(waiting, reading{axis.x(d.Time), float64(d.Bytes)})
	}
	line := steps(bytes, waiting, axis.x(c.end))
	s.fill(waitingColor, append(line, dot{axis.x(c.end), y0}, dot{line[0].x, y0})...)
	s.line(2, setupColor, line...)
	bytes.draw(s, axis.x0, axis.x1, leastText, bytesLabel)
	c.clock(s, "waiting", "at the link to the browser")
	c.delays(s, axis, bytes)
	last := -crossesApart
	for _, d := range c.trace.Queue {
		if d.Dropped && axis.x(d.Time)-last >= crossesApart {
			last = axis.x(d.Time)
			s.cross(axis.x(d.Time), bytes.y(float64(d.Bytes))-16, 7, 2.5, lostColor)
		}
	}
}

// delays writes at the right how long it takes the link to send what waits.
func (c *Queue) delays(s *sheet, axis timeAxis, bytes valueAxis) {
	if c.run.Down <= 0 {
		return
	}
	const size = leastText
	delay := valueAxis{y0: bytes.y0, y1: bytes.y1, end: bytes.end * 8 / float64(c.run.Down) * 1000}
	step := delay.step(4 * size)
	for v := step; v <= delay.end; v += step {
		s.horizontal(axis.x1, axis.x1+6, delay.y(v), 2, quiet)
		s.text(axis.x1+10, delay.y(v), millisLabel(v), size, false, toLeft, quiet)
	}
	s.text(s.width-margin, axisName, "delay", leastText, true, toRight, quiet)
}
