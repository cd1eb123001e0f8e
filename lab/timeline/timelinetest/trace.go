package timelinetest

import (
	"cmp"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

const (
	segmentBytes = 1448
	traceRTT     = 100 * time.Millisecond
	traceLink    = 1200 * time.Microsecond // what a segment takes on the access link
)

// Trace is a connection that fetches 90 segments and loses the 25th: slow start
// from a window of 10, an ACK for each segment, three duplicate ACKs and a
// retransmission. The run that it belongs to is a download over it.
func Trace() (timeline.Run, timeline.Trace) {
	b := &traceBuilder{window: 10, lose: 24, last: 90, smooth: traceRTT}
	b.trace = timeline.Trace{Connection: 1, Client: "browser", Server: Host}
	const half = traceRTT / 2
	b.add(timeline.Segment{Up: true, Sent: 0, Arrived: half, Flags: "SYN", Size: 60, Window: 64240, MSS: 1460})
	b.add(timeline.Segment{Sent: half, Arrived: 2 * half, Flags: "SYN, ACK", Ack: 1, Size: 60, Window: 65160, MSS: 1460})
	b.add(timeline.Segment{Up: true, Sent: 2 * half, Arrived: 3 * half, Flags: "ACK", Seq: 1, Ack: 1, Size: 52, Window: 64256})
	b.add(timeline.Segment{Up: true, Sent: 2 * half, Arrived: 3 * half, Flags: "PSH, ACK", Seq: 1, Ack: 1, Bytes: 400, Size: 452, Window: 64256, Messages: []string{"GET /"}})
	b.send(3 * half)
	for len(b.acks) > 0 {
		ack := b.acks[0]
		b.acks = b.acks[1:]
		b.acked(ack)
	}
	slices.SortStableFunc(b.trace.Segments, func(x, y timeline.Segment) int { return cmp.Compare(x.Sent, y.Sent) })
	b.queue()

	run := Load{Name: "download", HTTP: "1.1", RTT: traceRTT}.Run()
	run.Down = segmentWire * 8 * int64(time.Second) / int64(traceLink)
	run.Network = "100ms, 10Mbps down"
	run.Total = b.free
	run.Retransmits, run.Dropped = 1, 1
	return run, b.trace
}

const segmentWire = segmentBytes + 52

// traceBuilder is the sender and the receiver.
type traceBuilder struct {
	trace    timeline.Trace
	window   int                // segments
	limit    int                // slow start threshold; 0: none
	next     int                // segment to send
	lose     int                // segment that gets lost the first time
	last     int                // segments in all
	una      int                // the first that is not acknowledged
	got      int                // the receiver has all before this one
	beyond   int                // and this many after it
	repeated int                // duplicate ACKs
	smooth   time.Duration      // round trip time
	free     time.Duration      // when the link is
	acks     []timeline.Segment // under way, in order of arrival
	arrivals []time.Duration    // at the queue
}

func (b *traceBuilder) add(s timeline.Segment) { b.trace.Segments = append(b.trace.Segments, s) }

// send sends what the window allows.
func (b *traceBuilder) send(now time.Duration) {
	for b.next < b.last && b.next-b.una < b.window {
		b.segment(now, b.next, false)
		b.next++
	}
	b.note(now, 0)
}

func (b *traceBuilder) note(now, sample time.Duration) {
	if sample > 0 {
		b.smooth += (sample - b.smooth) / 8 // RFC 6298
	}
	b.trace.Sender = append(b.trace.Sender, timeline.Sender{
		Time: now, Cwnd: b.window, Ssthresh: b.limit, InFlight: b.next - b.una - b.repeated, SRTT: b.smooth, Sample: sample,
	})
}

// segment sends a segment and has the receiver answer.
func (b *traceBuilder) segment(now time.Duration, n int, again bool) {
	s := timeline.Segment{
		Sent: now, Flags: "ACK", Seq: 1 + int64(n)*segmentBytes, Ack: 401, Bytes: segmentBytes, Size: segmentWire, Window: 64256, Again: again,
	}
	if n == 0 {
		s.Messages = []string{"200 /"}
	}
	if n == b.lose && !again {
		s.Dropped = "lost on the path"
		b.add(s)
		return
	}
	at := now + traceRTT/2
	b.arrivals = append(b.arrivals, at)
	b.free = max(b.free, at) + traceLink
	s.Arrived = b.free
	b.add(s)
	ack := timeline.Segment{Up: true, Sent: s.Arrived, Arrived: s.Arrived + traceRTT/2, Flags: "ACK", Seq: 401, Size: 52, Window: 64256}
	switch {
	case n == b.got:
		b.got += 1 + b.beyond
		b.beyond = 0
	default:
		b.beyond++
		ack.SACK, ack.Size = 1, 64
	}
	ack.Ack = 1 + int64(b.got)*segmentBytes
	ack.Window += ack.Ack / 2
	b.add(ack)
	b.acks = append(b.acks, ack)
}

// acked has the sender take an ACK.
func (b *traceBuilder) acked(ack timeline.Segment) {
	una := int((ack.Ack - 1) / segmentBytes)
	sample := time.Duration(0)
	if una > b.una {
		sample = ack.Arrived - b.sentAt(una-1)
		if b.limit == 0 {
			b.window += una - b.una
		}
		b.una, b.repeated = una, 0
	} else if b.repeated++; b.repeated == 3 {
		b.limit = b.window / 2
		b.window = b.limit
		b.segment(ack.Arrived, una, true)
	}
	b.note(ack.Arrived, sample)
	if b.repeated == 0 {
		b.send(ack.Arrived)
	}
}

// sentAt is when a segment was last sent.
func (b *traceBuilder) sentAt(n int) (at time.Duration) {
	for i := range b.trace.Segments {
		if s := &b.trace.Segments[i]; !s.Up && s.Bytes > 0 && s.Seq == 1+int64(n)*segmentBytes {
			at = s.Sent
		}
	}
	return at
}

// queue reckons what waited in front of the link: each arrival adds a segment
// if the link is busy, and each end of a transmission takes one.
func (b *traceBuilder) queue() {
	free, waiting := time.Duration(0), 0
	note := func(at time.Duration) {
		b.trace.Queue = append(b.trace.Queue, timeline.Depth{Time: at, Bytes: waiting * segmentWire, Packets: waiting})
	}
	for _, at := range b.arrivals {
		for waiting > 0 && free <= at {
			waiting--
			note(free)
			free += traceLink
		}
		if free <= at {
			free = at + traceLink
			continue
		}
		waiting++
		note(at)
	}
	for ; waiting > 0; free += traceLink {
		waiting--
		note(free)
	}
	top := slices.MaxFunc(b.trace.Queue, func(x, y timeline.Depth) int { return cmp.Compare(x.Bytes, y.Bytes) })
	top.Dropped = true // what was to come next
	at, _ := slices.BinarySearchFunc(b.trace.Queue, top.Time, func(d timeline.Depth, t time.Duration) int { return cmp.Compare(d.Time, t) })
	b.trace.Queue = slices.Insert(b.trace.Queue, at+1, top)
}
