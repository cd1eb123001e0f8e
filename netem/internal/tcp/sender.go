package tcp

import (
	"math/bits"
	"time"
)

const dupThresh = 3 // TCP_FASTRETRANS_THRESH

// sender is the sending half: congestion control, loss recovery and what was
// sent. A connection that has sent nothing has none.
type sender struct {
	board scoreboard
	rtt   rttEstimator
	cc    congestionControl

	cwnd      int // segments
	threshold int // ssthresh, segments
	burst     burst
	pacing    pacing
	cwndCount int   // acknowledged since cwnd last grew, in congestion avoidance
	room      int64 // the send buffer has grown to that
	smallEnd  int64 // where the last segment ends that was not full
	countACKs bool

	// Is the window what limits us? (tcp_cwnd_validate)
	limited   bool
	maxOut    int
	usageSeq  int64
	used      int
	usedStamp time.Duration

	state      caState
	retransmit bool  // what is lost may be sent again
	timedOut   bool  // and the timer that ran out has yet to be seen on a segment
	newFirst   bool  // F-RTO: try new data before that
	frto       bool  // a timeout may still turn out spurious
	tailDue    bool  // a tail loss probe is to be sent
	tlpResent  bool  // the probe that is out is a retransmission
	seenLen    uint8 // how many of seen are used
	retries    uint8 // timeouts in a row
	backoff    uint8
	reordering int   // segments that may overtake another (tcp_reordering)
	highSeq    int64 // recovery ends when this is acknowledged
	tlpHigh    int64 // sndNxt when the probe went out; 0: none is
	fack       int64 // end of the highest that was selectively acknowledged
	seen       [maxBlocks]Range
	rack       rack
	prr        prr

	undoMarker     int64 // sndUna when the window was reduced; 0: nothing to undo
	undoCount      int   // retransmissions not reported as duplicates; -1: none yet
	priorThreshold int
	cutFrom        int           // the window before a loss cut it; 0: none has
	retransStamp   time.Duration // first retransmission of this recovery; 0: none

	lastSent  time.Duration
	firstLost time.Duration // the peer has made no progress since

	delivered  int64 // segments, ever
	lostEver   int64
	resentEver int64
	rates      *rateSampler // nil when the congestion control needs none
}

type caState uint8

const (
	caOpen caState = iota
	caDisorder
	caCWR
	caRecovery
	caLoss
)

func newSender(c *Conn) *sender {
	s := &sender{
		cwnd: c.cfg.initialWindow(), threshold: infinite, cc: newControl(c.cfg.Congestion),
		countACKs: c.cfg.CountACKs, lastSent: c.heardAt, usedStamp: c.heardAt,
		reordering: dupThresh,
	}
	if u, ok := s.cc.(rateControl); ok {
		s.rates = &rateSampler{user: u, deliveredAt: c.heardAt}
	}
	s.pacing.wake = Never
	s.board.oldest, s.board.newest = none, none
	if c.retries > 1 { // tcp_init_transfer: the handshake was lost more than once
		s.cwnd = 1
	}
	s.rtt.floor = c.cfg.minRTO()
	if c.rttSample >= 0 {
		s.rtt.sample(c.rttSample, 0, 1)
		s.rtt.min.update(c.heardAt, max(c.rttSample, time.Microsecond))
	} else {
		s.rtt.rto = fallbackRTO
	}
	if s.rates != nil {
		s.rates.user.start(s, c, c.heardAt)
	}
	return s
}

// rto is the retransmission timeout before backing off.
func (c *Conn) rto() time.Duration {
	if c.snd == nil {
		return c.cfg.minRTO() + max(c.rttSample, 0)
	}
	return c.snd.rtt.rto
}

// srtt is the smoothed round trip; 0 when there is none.
func (c *Conn) srtt() time.Duration {
	if c.snd == nil {
		return max(c.rttSample, 0)
	}
	return c.snd.rtt.smoothed()
}

// sendLimit is how much may wait in the send buffer: room for two windows, and
// what Linux's smallest buffer for a connection holds. It grows with the window
// and does not shrink with it (tcp_sndbuf_expand).
func (c *Conn) sendLimit() int64 {
	if c.cfg.SendBuffer > 0 {
		return int64(c.cfg.SendBuffer)
	}
	q := c.snd
	if q == nil {
		return c.sendRoom(c.cfg.initialWindow(), 2)
	}
	windows := int64(2)
	if q.rates != nil {
		windows = 3 // bbr_sndbuf_expand: pacing keeps more waiting
	}
	q.room = max(q.room, c.sendRoom(max(q.cwnd, c.cfg.initialWindow()), windows))
	return q.room
}

// sendRoom is the memory of so many windows as the kernel counts it: each segment
// has 640 bytes of headers and bookkeeping with it, in an allocation of a power of
// two (MAX_TCP_HEADER, skb_shared_info), and a sk_buff of 256.
func (c *Conn) sendRoom(window int, windows int64) int64 {
	perSegment := int64(1)<<bits.Len64(uint64(c.cfg.mss()+640-1)) + 256 // 4352 for 1460
	return min(windows*min(int64(window), maxSendBuffer)*perSegment, maxSendBuffer)
}
