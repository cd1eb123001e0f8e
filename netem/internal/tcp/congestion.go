package tcp

import (
	"math"
	"time"
)

const infinite = math.MaxInt32 // TCP_INFINITE_SSTHRESH

// congestionControl decides the window in segments (tcp_cong.c:
// tcp_congestion_ops). It changes cwnd and ssthresh of the sender that it is
// handed and keeps what else it needs.
type congestionControl interface {
	// ssthresh is the threshold after a loss.
	ssthresh(s *sender) int
	// avoid grows the window for acked delivered segments.
	avoid(s *sender, now time.Duration, acked int)
	// acked is told of each ACK while something was out, with its round trip,
	// or a negative one when it gave none.
	acked(s *sender, c *Conn, now, rtt time.Duration)
	// event tells of what happened to the connection.
	event(s *sender, c *Conn, now time.Duration, e event)
}

type event uint8

const (
	eventTxStart event = iota // sending after nothing was in flight
	eventRestart              // the window falls back after idle time
	eventLoss                 // a retransmission timeout
	eventRecovered
	eventUndo // a reduction was wrong
)

// rateControl sets the window and the pacing rate itself, from each ACK's rate
// sample; recovery then leaves the window alone (tcp_congestion_ops.cong_control).
type rateControl interface {
	congestionControl
	start(s *sender, c *Conn, now time.Duration)
	control(s *sender, c *Conn, now time.Duration, rs *rateSample)
}

func newControl(name string) congestionControl {
	switch name {
	case "reno":
		return reno{}
	case "bbr":
		return newBBR()
	}
	return &cubic{}
}

// slowStart adds what was acknowledged up to the threshold and gives what is
// left of it (tcp_slow_start).
func (s *sender) slowStart(acked int) int {
	w := min(s.cwnd+acked, s.threshold)
	acked -= w - s.cwnd
	s.cwnd = w
	return acked
}

func (s *sender) inSlowStart() bool { return s.cwnd < s.threshold }

// increase adds a segment for every w acknowledged (tcp_cong_avoid_ai).
func (s *sender) increase(w, acked int) {
	if s.cwndCount >= w {
		s.cwndCount = 0
		s.cwnd++
	}
	s.cwndCount += acked
	if s.cwndCount >= w {
		n := s.cwndCount / w
		s.cwndCount -= n * w
		s.cwnd += n
	}
}
