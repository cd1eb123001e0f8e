package cause

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"rttlab/netem"
)

// stream is one direction of a TCP connection: which bytes came when.
type stream struct {
	flow *netem.Flow
	segs []seg // that cover the stream, by sequence number
	lost []seg // in the order in which they were

	timers []time.Duration // when something was sent since a timer had run out
}

// seg is part of a stream as it first came to its host, or as it was lost.
type seg struct {
	seq, end int64
	sent     time.Duration
	queued   time.Duration // at the receiver's access link
	began    time.Duration // to be sent on it; 0: it takes no time
	arrived  time.Duration // or was lost
	again    time.Duration // of what was lost: when it was sent again, never if it was not
	readable time.Duration // with all before it, never if not all came; of what was lost: when the loss was made good, never if it was not
}

const never = time.Duration(1<<63 - 1)

// newStream puts a flow's packets into the order of their bytes. Times are
// counted from base.
func newStream(f *netem.Flow, base time.Duration) *stream {
	s := &stream{flow: f}
	came := make([]seg, 0, len(f.Packets))
	for i := range f.Packets {
		p := &f.Packets[i]
		if p.Timer {
			s.timers = append(s.timers, p.Sent-base)
		}
		if p.End <= p.Seq {
			continue
		}
		g := segOf(p, base)
		switch {
		case p.Lost > 0:
			g.arrived = p.Lost - base
			s.lost = append(s.lost, g)
		case p.Arrived > 0:
			came = append(came, g)
		}
	}
	s.settle(came)
	return s
}

// segOf is a packet's way as that of its bytes.
func segOf(p *netem.Passage, base time.Duration) seg {
	g := seg{seq: p.Seq, end: p.End, sent: p.Sent - base, queued: p.Queued - base, began: p.Began - base, arrived: p.Arrived - base}
	if p.Began == 0 {
		g.began = g.arrived
	}
	if p.Queued == 0 {
		g.queued = g.began
	}
	return g
}

// settle puts what came into the order of the bytes.
func (s *stream) settle(came []seg) {
	s.resends(came)
	slices.SortStableFunc(came, func(a, b seg) int { return cmp.Compare(a.arrived, b.arrived) })
	s.segs = make([]seg, 0, len(came))
	for _, g := range came {
		s.add(g)
	}
	readable := time.Duration(-never)
	for i := range s.segs {
		if readable = max(readable, s.segs[i].arrived); i > 0 && s.segs[i].seq > s.segs[i-1].end {
			readable = never // behind a hole that was never filled
		}
		s.segs[i].readable = readable
	}
	for i := range s.lost {
		s.lost[i].readable = s.madeGood(&s.lost[i])
	}
}

// add takes what of a segment has not come before.
func (s *stream) add(g seg) {
	i := sort.Search(len(s.segs), func(i int) bool { return s.segs[i].end > g.seq })
	for ; i < len(s.segs) && s.segs[i].seq < g.end; i++ {
		if have := s.segs[i]; g.seq < have.seq {
			part := g
			part.end = have.seq
			s.segs = slices.Insert(s.segs, i, part)
			i++
			g.seq = have.end
		} else {
			g.seq = have.end
		}
	}
	if g.seq < g.end {
		s.segs = slices.Insert(s.segs, i, g)
	}
}

// madeGood is when the bytes of a lost segment had all come in another one.
func (s *stream) madeGood(lost *seg) time.Duration {
	at := time.Duration(-never)
	covered := lost.seq
	for i := s.from(lost.seq); i < len(s.segs) && s.segs[i].seq < lost.end; i++ {
		if s.segs[i].seq > covered {
			return never
		}
		covered = s.segs[i].end
		at = max(at, s.segs[i].arrived)
	}
	if covered < lost.end {
		return never
	}
	return at
}

// from is the index of the segment that has the byte, or of the next one.
func (s *stream) from(seq int64) int {
	return sort.Search(len(s.segs), func(i int) bool { return s.segs[i].end > seq })
}

// way is how long the first of its packets with data was under way.
func (s *stream) way() time.Duration {
	if len(s.segs) == 0 {
		return 0
	}
	return s.segs[0].arrived - s.segs[0].sent
}

// front is the sequence number after the last byte that could be read by a
// time.
func (s *stream) front(at time.Duration) int64 {
	i := sort.Search(len(s.segs), func(i int) bool { return s.segs[i].readable > at })
	if i == 0 {
		return 0
	}
	return s.segs[i-1].end
}

// read is when the byte before a sequence number could be read.
func (s *stream) read(seq int64) time.Duration {
	i := s.from(seq - 1)
	if i == len(s.segs) {
		return never
	}
	return s.segs[i].readable
}

// written is when the byte at a sequence number had been written, counted from
// base; the beginning where that is not known.
func (s *stream) written(seq int64, base time.Duration) time.Duration {
	w := s.flow.Writes
	i := sort.Search(len(w), func(i int) bool { return w[i].End > seq })
	if i == len(w) {
		return 0
	}
	return w[i].At - base
}

// writtenBy is the sequence number after what had been written by a time.
func (s *stream) writtenBy(at, base time.Duration) int64 {
	w := s.flow.Writes
	i := sort.Search(len(w), func(i int) bool { return w[i].At-base > at })
	if i == 0 {
		return 0
	}
	return w[i-1].End
}
