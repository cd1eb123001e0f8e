package plots

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"rttlab/lab/timeline"
)

// The colours of what TCP does. Data is what a waterfall calls receiving,
// waiting for an ACK what it calls waiting.
var (
	dataColor     = rgb(0x1EAAF1)
	ackColor      = rgb(0x12833B) // the waterfall's green, darker: it is a line here
	setupColor    = rgb(0xFD9727)
	againColor    = headOfLine
	lostColor     = ink // a cross: neither its form nor its lightness is that of what was sent again
	edgeColor     = rgb(0xC141CD)
	flightColor   = rgb(0xD4E9F7)
	acksColor     = rgb(0xDDF0E3)
	waitingColor  = rgb(0xF7CF9B)
	rttColor      = rgb(0x0B6E99)
	srttColor     = ink
	ssthreshColor = rgb(0xB3261E)
)

// Traces makes every chart of a connection of TCP or QUIC: its segments, its first exchanges,
// its windows and the queue that it met.
func Traces(run *timeline.Run, trace *timeline.Trace) ([]Named, error) {
	sequence, err := NewSequence(run, trace)
	if err != nil {
		return nil, err
	}
	ladder, err := NewLadder(run, trace)
	if err != nil {
		return nil, err
	}
	window, err := NewWindow(run, trace)
	if err != nil {
		return nil, err
	}
	all := []Named{{"sequence", run.Name, sequence}, {"ladder", run.Name, ladder}, {"window", run.Name, window}}
	if len(trace.Queue) == 0 {
		return all, nil // nothing ever came to the link: it has no limit
	}
	queue, err := NewQueue(run, trace)
	if err != nil {
		return nil, err
	}
	return append(all, Named{"queue", run.Name, queue}), nil
}

// traced is what the charts of a connection have in common.
type traced struct {
	Title  string    // default: the connection's and the run's names
	Width  vg.Length // default: 1920
	Height vg.Length // default: 1080

	run   timeline.Run
	trace timeline.Trace
	end   time.Duration
	begin time.Duration // which the times are counted from; 0: the navigation
}

func newTraced(what string, run *timeline.Run, trace *timeline.Trace) (traced, error) {
	if len(trace.Segments) == 0 {
		return traced{}, errors.New("the trace has no segments: there is nothing to draw")
	}
	t := traced{
		Title: fmt.Sprintf("%s: %s of connection %d", run.Name, what, trace.Connection),
		Width: 1920, Height: 1080, run: *run, trace: *trace,
	}
	t.trace.Segments = slices.Clone(trace.Segments)
	t.trace.Sender = slices.Clone(trace.Sender)
	t.trace.Queue = slices.Clone(trace.Queue)
	for i := range trace.Segments {
		s := &trace.Segments[i]
		if s.Sent < 0 || s.Arrived < 0 || s.Bytes < 0 || s.Seq < 0 {
			return traced{}, fmt.Errorf("segment %d of the trace has a negative time or number", i)
		}
		t.end = max(t.end, s.Sent, s.Arrived)
	}
	if t.end == 0 {
		return traced{}, errors.New("the trace takes no time: it cannot be drawn on a time axis")
	}
	return t, nil
}

// fromOpening counts the times of a connection that was opened late from there on: a
// second visit's would be a strip at the end of the picture.
func (t *traced) fromOpening() {
	first := t.end
	for i := range t.trace.Segments {
		first = min(first, t.trace.Segments[i].Sent)
	}
	if first < t.end/2 {
		return
	}
	t.begin, t.end = first, t.end-first
	for i := range t.trace.Segments {
		s := &t.trace.Segments[i]
		s.Sent -= first
		s.Arrived = max(s.Arrived-first, 0)
	}
	for i := range t.trace.Sender {
		t.trace.Sender[i].Time = max(t.trace.Sender[i].Time-first, 0)
	}
}

// since says what the times are counted from, where that is not the navigation.
func (t *traced) since() string {
	if t.begin == 0 {
		return ""
	}
	return ", from " + shortDuration(t.begin) + " on"
}

// Size is Width and Height.
func (t *traced) Size() (width, height vg.Length) { return t.Width, t.Height }

const (
	axisName  = 132.0 // where it is written what the values are
	traceHead = 184.0
	traceFoot = 100.0
	traceLeft = margin + 96 // room for the values
)

// unit is what the connection is made of.
func (t *traced) unit() string {
	if t.trace.QUIC {
		return "packet"
	}
	return "segment"
}

// again is what is said of what was sent before.
func (t *traced) again() string {
	if t.trace.QUIC {
		return "with data that is sent again"
	}
	return "sent again"
}

// clock writes what the values of the chart are, and at which host the times were
// taken: at the two ends of a path the same packet has two.
func (t *traced) clock(s *sheet, values, where string) {
	s.text(margin, axisName, values+" · times: "+where+t.since(), leastText, true, toLeft, quiet)
}

func (t *traced) atServer() string { return "at the server, " + t.trace.Server }

// frame writes the head and the foot and draws the time axis.
func (t *traced) frame(s *sheet, keys []key) timeAxis {
	s.header(t.Title, &t.run)
	axis := timeAxis{x0: traceLeft, x1: s.width - margin - 60, end: t.end}
	axis.draw(s, traceHead, s.height-traceFoot, leastText)
	s.legend(margin, s.width-margin, s.height-traceFoot+28, legendSize, keys)
	return axis
}
