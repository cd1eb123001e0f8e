package plots

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"rttlab/lab/timeline"
)

// Window is what a server's TCP allowed itself on a connection, in segments:
// congestion window, slow start threshold and what was in flight; and below it
// the round trips that it measured.
type Window struct{ traced }

// NewWindow makes the picture of a connection of the run.
func NewWindow(run *timeline.Run, trace *timeline.Trace) (*Window, error) {
	if len(trace.Sender) == 0 {
		return nil, fmt.Errorf("the trace of connection %d has nothing of the server's TCP", trace.Connection)
	}
	t, err := newTraced("congestion window and round trip time", run, trace)
	t.fromOpening()
	return &Window{t}, err
}

// windowPart is the share of the height that the window gets.
const windowPart = 0.62

// Draw draws it.
func (c *Window) Draw(canvas draw.Canvas) {
	s := newSheet(canvas)
	axis := c.frame(s, c.keys())
	bottom := s.height - traceFoot
	middle := traceHead + (bottom-traceHead)*windowPart
	c.window(s, axis, middle-8, traceHead+14)
	s.rect(0, middle, s.width, middle+40, paper) // between the two panels
	c.roundTrips(s, axis, bottom, middle+52)
}

// window draws the upper panel.
func (c *Window) window(s *sheet, axis timeAxis, y0, y1 float64) {
	var cwnd, threshold, flight []reading
	most := 1
	for _, st := range c.trace.Sender {
		x := axis.x(st.Time)
		most = max(most, st.Cwnd, st.InFlight)
		cwnd = append(cwnd, reading{x, float64(st.Cwnd)})
		flight = append(flight, reading{x, float64(st.InFlight)})
		if v := float64(st.Ssthresh); v > 0 && (len(threshold) == 0 || threshold[len(threshold)-1].v != v) {
			threshold = append(threshold, reading{x, v})
		}
	}
	segments := valueAxis{y0: y0, y1: y1, end: float64(most) * 1.05}
	values, label := "segments", countLabel
	if c.trace.QUIC {
		values, label = "bytes", bytesLabel
	}
	c.clock(s, values, c.atServer())
	shade := steps(segments, flight, axis.x(c.end))
	shade = append(shade, dot{axis.x(c.end), y0}, dot{axis.x(c.trace.Sender[0].Time), y0})
	s.fill(flightColor, shade...)
	segments.draw(s, axis.x0, axis.x1, leastText, label)
	line := steps(segments, cwnd, axis.x(c.end))
	s.line(4, dataColor, line...)
	for i, r := range threshold {
		x1 := axis.x(c.end)
		if i+1 < len(threshold) {
			x1 = threshold[i+1].x
		}
		if r.v <= segments.end {
			s.dashed(r.x, x1, segments.y(r.v), 2, ssthreshColor)
		}
	}
	for i := range c.trace.Segments {
		if seg := &c.trace.Segments[i]; !seg.Up && seg.Again {
			s.vertical(axis.x(seg.Sent), y0-14, y0, 2, againColor)
		}
	}
	free := &places{frame: area{axis.x0 + 4, y1, axis.x1 + 40, y0}}
	free.line(line)
	c.timeouts(s, axis, free, false, func(*timeline.Segment) float64 { return y0 - 24 })
}

// roundTrips draws the lower panel.
func (c *Window) roundTrips(s *sheet, axis timeAxis, y0, y1 float64) {
	most := timeline.Millis(c.run.RTT)
	for _, st := range c.trace.Sender {
		most = max(most, timeline.Millis(st.Sample), timeline.Millis(st.SRTT))
	}
	times := valueAxis{y0: y0, y1: y1, end: math.Max(most*1.1, 1)}
	s.text(margin, y1-28, "round trip time", leastText, true, toLeft, quiet)
	times.draw(s, axis.x0, axis.x1, leastText, millisLabel)
	s.dashed(axis.x0, axis.x1, times.y(timeline.Millis(c.run.RTT)), 2, quiet)
	var smoothed []reading
	for _, st := range c.trace.Sender {
		if st.SRTT > 0 {
			smoothed = append(smoothed, reading{axis.x(st.Time), timeline.Millis(st.SRTT)})
		}
	}
	s.line(2, srttColor, steps(times, smoothed, axis.x(c.end))...)
	for _, st := range c.trace.Sender {
		if st.Sample > 0 {
			x, y := axis.x(st.Time), times.y(timeline.Millis(st.Sample))
			s.rect(x-2, y-2, x+2, y+2, rttColor)
		}
	}
}

// keys are of what happened.
func (c *Window) keys() []key {
	keys := []key{{label: "congestion window", color: dataColor}}
	threshold, again := false, false
	for _, st := range c.trace.Sender {
		threshold = threshold || st.Ssthresh > 0
	}
	for i := range c.trace.Segments {
		again = again || !c.trace.Segments[i].Up && c.trace.Segments[i].Again
	}
	if threshold {
		keys = append(keys, key{label: "slow start threshold", color: ssthreshColor})
	}
	keys = append(keys, key{label: "in flight", color: flightColor})
	if again {
		keys = append(keys, key{label: "sent again", color: againColor})
	}
	return append(keys, key{label: "RTT measured", color: rttColor}, key{label: "smoothed, which the timeout is made of", color: srttColor},
		key{label: fmt.Sprintf("the path's own, %s", duration(c.run.RTT)), color: quiet})
}
