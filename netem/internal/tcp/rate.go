package tcp

import "time"

// Delivery rate estimation (draft-cheng-iccrg-delivery-rate-estimation;
// tcp_rate.c), kept only for a congestion control that wants it.

// rateStamp is what a segment remembers of the connection when it was sent.
type rateStamp struct {
	delivered   int64
	deliveredAt time.Duration
	firstAt     time.Duration
	limited     bool // the application had no more to send
}

func (b *scoreboard) rate(i uint32) *rateStamp { return &b.rates[i&uint32(len(b.rates)-1)] }

// rateSampler makes samples, one for an ACK.
type rateSampler struct {
	user        rateControl
	firstAt     time.Duration // when the first segment of the present flight was sent
	deliveredAt time.Duration
	limited     int64 // samples up to this count of delivered are the application's rate; 0: none
	now         rateSample
}

// rateSample is what one ACK says about the rate of delivery.
type rateSample struct {
	delivered      int64 // segments over interval; -1: no sample
	interval       time.Duration
	priorDelivered int64
	priorAt        time.Duration
	endSeq         int64
	priorFlight    int           // in flight before the ACK
	rtt            time.Duration // negative: none
	acked          int           // newly delivered
	lost           int           // newly lost
	limited        bool
	delayed        bool // the ACK may have been delayed
}

// stampRate notes the state of delivery in segment i, which is being sent.
func (q *sender) stampRate(i uint32, now time.Duration, first bool) {
	r := q.rates
	if r == nil {
		return
	}
	if len(q.board.rates) != len(q.board.ring) {
		q.board.rates = make([]rateStamp, len(q.board.ring))
	}
	if first {
		r.firstAt, r.deliveredAt = now, now
	}
	*q.board.rate(i) = rateStamp{
		delivered: q.delivered, deliveredAt: r.deliveredAt, firstAt: r.firstAt, limited: r.limited > 0,
	}
}

// sampleRate takes a segment that was delivered; the latest sent counts.
func (q *sender) sampleRate(i uint32) {
	r := q.rates
	if r == nil {
		return
	}
	e, st := q.board.at(i), q.board.rate(i)
	if st.deliveredAt == 0 {
		return
	}
	n := &r.now
	if n.priorAt == 0 || sentAfter(e.at, r.firstAt, e.end, n.endSeq) {
		n.priorDelivered, n.priorAt = st.delivered, st.deliveredAt
		n.limited = st.limited
		n.endSeq = e.end
		n.interval = e.at - st.firstAt
		r.firstAt = e.at
	}
	st.deliveredAt = 0 // once is enough: it may be sacked now and acknowledged later
}

// generate ends the sample of an ACK (tcp_rate_gen).
func (r *rateSampler) generate(q *sender, now time.Duration, n *ackNews, acked int) rateSample {
	if r.limited > 0 && q.delivered > r.limited {
		r.limited = 0
	}
	if acked > 0 {
		r.deliveredAt = now
	}
	s := r.now
	r.now = rateSample{}
	s.acked, s.lost, s.rtt = acked, n.lost, n.rtt
	s.delayed = n.flags&ackMaybeDelayed != 0
	if s.priorAt == 0 {
		s.delivered, s.interval = -1, -1
		return s
	}
	s.delivered = q.delivered - s.priorDelivered
	s.interval = max(s.interval, now-s.priorAt)
	if s.interval < q.rtt.min.get() {
		s.interval = -1 // a retransmission whose original was acknowledged
	}
	return s
}

// checkLimited notes that the application gives us less than the window takes
// (tcp_rate_check_app_limited).
func (q *sender) checkLimited(c *Conn) {
	if q.rates != nil && c.out.end-c.sndNxt < c.mss && q.board.inFlight() < q.cwnd && q.board.lost <= q.board.again {
		q.rates.limited = max(1, q.delivered+int64(q.board.inFlight()))
	}
}
