package tcp

import "time"

// Congestion window validation and the restart after idle time (RFC 7661's
// aim; tcp_output.c: tcp_cwnd_validate, tcp_cwnd_restart; tcp.h:
// tcp_is_cwnd_limited).

// cwndLimited says whether the window, not the application, holds us back:
// only then may it grow. In slow start it may be up to twice what was used.
func (s *sender) cwndLimited() bool {
	return s.limited || s.inSlowStart() && s.cwnd < 2*s.maxOut
}

func (s *sender) validate(c *Conn, now time.Duration, limited bool) {
	out := s.board.len()
	if c.sndUna >= s.usageSeq || limited || !s.limited && out > s.maxOut {
		s.limited = limited
		s.maxOut = out
		s.usageSeq = c.sndNxt
	}
	if s.cwndLimited() {
		s.used = 0
		s.usedStamp = now
		return
	}
	s.used = max(s.used, out)
	if !c.cfg.NoIdleRestart && s.rates == nil && now-s.usedStamp >= s.rtt.rto {
		s.applicationLimited(c, now)
	}
}

// applicationLimited halves the distance to what was used in a while
// (tcp_cwnd_application_limited).
func (s *sender) applicationLimited(c *Conn, now time.Duration) {
	if s.state == caOpen {
		used := max(s.used, c.cfg.initialWindow())
		if used < s.cwnd {
			s.threshold = s.currentThreshold()
			s.cwnd = (s.cwnd + used) / 2
		}
		s.used = 0
	}
	s.usedStamp = now
}

// currentThreshold remembers three quarters of the window (tcp_current_ssthresh).
func (s *sender) currentThreshold() int {
	if s.reducing() {
		return s.threshold
	}
	return max(s.threshold, s.cwnd/2+s.cwnd/4)
}

func (s *sender) reducing() bool { return s.state == caCWR || s.state == caRecovery }

// restart lets the window fall to the initial one, by half for every timeout
// that passed in silence (RFC 5681 §4.1).
func (c *Conn) restart(now time.Duration) {
	s := c.snd
	idle := now - s.lastSent
	if c.cfg.NoIdleRestart || s.rates != nil || idle <= s.rtt.rto {
		return
	}
	s.cc.event(s, c, now, eventRestart)
	s.threshold = s.currentThreshold()
	least := min(c.cfg.initialWindow(), s.cwnd)
	for idle -= s.rtt.rto; idle > 0 && s.cwnd > least; idle -= s.rtt.rto {
		s.cwnd /= 2
	}
	s.cwnd = max(s.cwnd, least)
	s.cutFrom = 0
	s.used = 0
	s.usedStamp = now
}
