package tcp

import "time"

// reno is RFC 5681 (tcp_cong.c: tcp_reno_cong_avoid).
type reno struct{}

func (reno) ssthresh(s *sender) int { return max(s.cwnd/2, 2) }

func (reno) avoid(s *sender, _ time.Duration, acked int) {
	if !s.cwndLimited() {
		return
	}
	if s.inSlowStart() {
		if acked = s.slowStart(acked); acked == 0 {
			return
		}
	}
	s.increase(s.cwnd, acked)
}

func (reno) acked(*sender, *Conn, time.Duration, time.Duration) {}

func (reno) event(*sender, *Conn, time.Duration, event) {}
