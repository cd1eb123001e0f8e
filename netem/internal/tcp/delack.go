package tcp

import "time"

// When to acknowledge (tcp_input.c: __tcp_ack_snd_check, tcp_event_data_recv,
// tcp_measure_rcv_mss; tcp.c: tcp_cleanup_rbuf; tcp_output.c:
// tcp_send_delayed_ack; tcp_timer.c: tcp_delack_timer_handler): every second
// full segment at once, the first ones each (quick ACKs), the others delayed by
// a time that adapts; a connection that answers what it gets (ping-pong) waits
// for the answer.

const (
	atoMin      = 40 * time.Millisecond  // TCP_ATO_MIN, TCP_DELACK_MIN
	delackMax   = 200 * time.Millisecond // TCP_DELACK_MAX
	maxQuick    = 16                     // TCP_MAX_QUICKACKS
	firstRcvMSS = 536                    // TCP_MIN_RCVMSS

	compressDelay = time.Millisecond // tcp_comp_sack_delay_ns
	compressMax   = 44               // tcp_comp_sack_nr
)

type ackFlags uint8

const (
	ackScheduled ackFlags = 1 << iota
	ackTimer
	ackPushed  // a small segment arrived: its sender waits
	ackPushed2 // two of them
	ackAtOnce
)

type ackState struct {
	flags    ackFlags
	quick    uint8 // ACKs left to send at once
	pingpong bool
	dups     uint8 // duplicate ACKs sent at once for the present hole
	squeezed uint8 // duplicate ACKs held back
	segments uint8 // arrived since the last ACK, for the simple policy
	mss      int32 // the sender's segment size as observed
	lastSize int32
	ato      time.Duration // acknowledgement timeout, adaptive
	lastData time.Duration // when data last came
	at       time.Duration // when the delayed or held-back ACK is due
	dupNxt   int64         // rcvNxt that dups counts for
}

func (a *ackState) rcvMSS() int64 {
	if a.mss == 0 {
		return firstRcvMSS
	}
	return int64(a.mss)
}

func (a *ackState) enterQuick(c *Conn) {
	a.incQuick(c)
	a.pingpong = false
	a.ato = atoMin
}

func (a *ackState) incQuick(c *Conn) {
	n := min(maxQuick, max(2, c.rcvWnd/(2*a.rcvMSS())))
	a.quick = max(a.quick, uint8(n))
}

// received notes a segment with data: tcp_event_data_recv.
func (a *ackState) received(c *Conn, now time.Duration, s *Segment) {
	a.flags |= ackScheduled
	a.segments++
	a.measure(c, s)
	c.win.measureRTT(c, now, s)
	switch gap := now - a.lastData; {
	case a.ato == 0:
		a.incQuick(c)
		a.ato = atoMin
	case gap <= atoMin/2:
		a.ato = a.ato/2 + atoMin/2
	case gap < a.ato:
		a.ato = min(a.ato/2+gap, c.rto())
	case gap > c.rto():
		a.incQuick(c)
	}
	a.lastData = now
	if len(s.Data) >= 128 {
		c.win.grow(c, int64(len(s.Data)))
	}
}

// measure learns the size of the peer's full segments and notices the end of
// what its application wrote: tcp_measure_rcv_mss.
func (a *ackState) measure(c *Conn, s *Segment) {
	n, last := int32(len(s.Data)), a.lastSize
	a.lastSize = 0
	if int64(n) >= a.rcvMSS() {
		if int64(n) > a.rcvMSS() {
			c.win.learned(c)
		}
		a.mss = min(n, int32(c.mss))
		if s.Flags&PSH != 0 {
			a.flags |= ackPushed
		}
		return
	}
	const minMSS = 88 // TCP_MIN_MSS
	if n >= firstRcvMSS || n >= minMSS && s.Flags&(PSH|FIN) == 0 {
		a.lastSize = n
		if n == last {
			a.mss = n
			return
		}
	}
	if a.flags&ackPushed != 0 {
		a.flags |= ackPushed2
	}
	a.flags |= ackPushed
}

// check decides what happens to the ACK that is due: __tcp_ack_snd_check.
func (a *ackState) check(c *Conn, now time.Duration) {
	if a.flags&ackScheduled == 0 {
		return
	}
	if c.cfg.DelayedACK != 0 {
		a.checkSimple(c, now)
		return
	}
	if a.flags&ackAtOnce != 0 || a.quick > 0 && !a.pingpong ||
		c.rcvNxt-c.rcvWup > a.rcvMSS() && c.selectWindow() >= c.rcvWnd {
		c.todo |= sendACK
		return
	}
	if c.ofo.empty() {
		a.delay(c, now)
		return
	}
	a.compress(c, now)
}

// checkSimple is Config.DelayedACK.
func (a *ackState) checkSimple(c *Conn, now time.Duration) {
	d := c.cfg.DelayedACK
	switch {
	case d == NoDelay || a.segments >= 2 || a.flags&ackAtOnce != 0 || !c.ofo.empty():
		c.todo |= sendACK
	case d != Never:
		a.at = min(a.at, now+d)
		a.flags |= ackTimer
	}
}

// delay starts the timer: tcp_send_delayed_ack.
func (a *ackState) delay(c *Conn, now time.Duration) {
	ato := a.ato
	if ato > atoMin {
		limit := 500 * time.Millisecond
		if a.pingpong || a.flags&ackPushed != 0 {
			limit = delackMax
		}
		if srtt := c.srtt(); srtt > 0 {
			limit = min(limit, max(srtt, atoMin))
		}
		ato = min(ato, limit)
	}
	at := now + min(ato, delackMax)
	if a.flags&ackTimer != 0 {
		if a.at <= now+ato/4 {
			c.todo |= sendACK
			return
		}
		at = min(at, a.at)
	}
	a.flags |= ackTimer
	a.at = at
}

// compress holds back duplicate ACKs beyond the first three for a twentieth of
// a round trip, at most 1 ms (__tcp_ack_snd_check, SACK compression).
func (a *ackState) compress(c *Conn, now time.Duration) {
	if !c.sack || a.squeezed >= compressMax {
		c.todo |= sendACK
		return
	}
	if a.dupNxt != c.rcvNxt {
		a.dupNxt, a.dups = c.rcvNxt, 0
	}
	if a.dups < dupThresh {
		a.dups++
		c.todo |= sendACK
		return
	}
	a.squeezed++
	if a.squeezed > 1 {
		return
	}
	rtt := c.win.rtt
	if srtt := c.srtt(); srtt > 0 && srtt < rtt {
		rtt = srtt
	}
	a.at = min(a.at, now+min(compressDelay, rtt/20))
}

// timeout sends the ACK that was delayed: tcp_delack_timer_handler.
func (a *ackState) timeout(c *Conn, now time.Duration) {
	a.at = Never
	if a.squeezed > 0 {
		c.todo |= sendACK
		return
	}
	a.flags &^= ackTimer
	if a.flags&ackScheduled == 0 {
		return
	}
	if a.pingpong {
		a.pingpong = false
		a.ato = atoMin
	} else {
		a.ato = min(2*a.ato, c.rto())
	}
	c.todo |= sendACK
}

// sent notes that an ACK left, alone or with data: tcp_event_ack_sent.
func (a *ackState) sent() {
	if a.quick > 0 && a.flags&ackScheduled != 0 {
		a.quick--
		if a.quick == 0 {
			a.ato = atoMin
		}
	}
	a.flags = 0
	a.segments, a.squeezed = 0, 0
	a.at = Never
}

// dataSent notes that data left: an answer soon after something arrived makes
// the connection a ping-pong (tcp_event_data_sent).
func (a *ackState) dataSent(now time.Duration) {
	if now-a.lastData < a.ato {
		a.pingpong = true
	}
}

// afterRead is tcp_cleanup_rbuf: what the application read may make an ACK
// due, for a small segment that it has now seen or for a window that opened.
func (c *Conn) afterRead(now time.Duration) {
	a := &c.ack
	c.win.adjust(c, now)
	if !c.state.synchronized() || c.state == TimeWait {
		return
	}
	if a.flags&ackScheduled != 0 && c.cfg.DelayedACK == 0 {
		pushed := a.flags&ackPushed2 != 0 || a.flags&ackPushed != 0 && !a.pingpong
		if c.rcvNxt-c.rcvWup > a.rcvMSS() || pushed && c.in.size == 0 {
			c.todo |= sendACK
			return
		}
	}
	if have := c.windowNow(); 2*have <= c.win.clamp && c.state.receives() {
		if w := c.freeWindow(); w > 0 && w >= 2*have {
			c.todo |= sendACK
		}
	}
}
