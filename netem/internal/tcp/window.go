package tcp

import "time"

// The receive window, and its autotuning (tcp_input.c: tcp_rcv_space_adjust,
// tcp_grow_window; tcp_output.c: __tcp_select_window). All sizes are payload.

const windowUnit = 128 // the window is announced in steps of 1<<7 bytes

type window struct {
	full     int64 // what the receive buffer holds
	clamp    int64 // the largest window to announce
	ssthresh int64 // the largest that the arrivals so far justify

	// Dynamic right-sizing: what was read in the last round trip.
	space    int64
	spaceSeq int64
	spaceAt  time.Duration
	rtt      time.Duration // as the receiver sees it, from echoed timestamps
	lastEcho time.Duration
	rttSeq   int64 // without timestamps: a window's worth from rttAt
	rttAt    time.Duration
}

// Linux counts a receive buffer in memory and takes half of it for payload until
// a full segment shows how well segments fill their buffers (tcp_measure_rcv_mss,
// scaling_ratio). 1448 bytes in an allocation of 2336 are 158/256.
const (
	receiveMemory = 128 << 10 // tcp_rmem[1]
	filledMemory  = receiveMemory * 158 / 256
)

// learned takes the first full segment as the measure of the buffer.
func (w *window) learned(c *Conn) {
	if c.cfg.ReceiveBuffer == 0 && w.full == initialReceive {
		w.full = min(filledMemory, c.cfg.maxWindow())
		w.clamp = w.full
	}
}

// initialWindow is what a SYN announces: 64 KB in whole segments
// (tcp_select_initial_window).
func (c *Conn) initialWindow() int64 {
	if c.cfg.ReceiveBuffer > 0 {
		return int64(c.cfg.ReceiveBuffer)
	}
	full := min(initialReceive, c.cfg.maxWindow())
	if full > c.mss {
		full -= full % c.mss
	}
	return full
}

func (w *window) init(c *Conn, now time.Duration) {
	if n := int64(c.cfg.ReceiveBuffer); n > 0 {
		*w = window{full: n, clamp: n, ssthresh: n}
		return
	}
	w.full = min(initialReceive, c.cfg.maxWindow())
	w.clamp = max(2*c.mss, w.full-c.mss) // one segment in reserve
	w.ssthresh = min(c.rcvWnd, w.clamp)
	w.space = max(c.mss, min(w.ssthresh, c.rcvWnd, 10*c.mss))
	w.spaceSeq, w.spaceAt = c.rcvNxt, now
}

// unread is what occupies the receive buffer.
func (c *Conn) unread() int64 {
	n := c.in.size
	if c.ofo != nil {
		n += c.ofo.size
	}
	return n
}

// windowNow is what is left of the window that was last announced.
func (c *Conn) windowNow() int64 { return max(0, c.rcvWup+c.rcvWnd-c.rcvNxt) }

// selectWindow is the window to announce now: never less than what was, and
// nothing rather than a silly bit (RFC 9293 §3.8.6.2.2).
func (c *Conn) selectWindow() int64 { return max(c.freeWindow(), c.windowNow()) }

func (c *Conn) freeWindow() int64 {
	w := &c.win
	free := max(0, w.full-c.unread())
	full := min(w.clamp, w.full)
	mss := min(c.ack.rcvMSS(), full)
	if free < full/2 {
		c.ack.quick = 0
		if free < w.full>>4 || free < mss {
			return 0
		}
	}
	if c.cfg.ReceiveBuffer > 0 {
		return free
	}
	free = min(free, w.ssthresh)
	return (free + windowUnit - 1) / windowUnit * windowUnit
}

// grow widens the window as segments arrive, up to what the buffer holds.
func (w *window) grow(c *Conn, n int64) {
	room := min(w.clamp, w.full-c.unread()) - w.ssthresh
	if room <= 0 || c.cfg.ReceiveBuffer > 0 {
		return
	}
	w.ssthresh += min(room, max(2*c.cfg.mss(), 2*n))
	c.ack.quick |= 1
}

// measureRTT estimates the round trip from the receiving side, as
// tcp_rcv_rtt_measure_ts and, without timestamps, tcp_rcv_rtt_measure do.
func (w *window) measureRTT(c *Conn, now time.Duration, s *Segment) {
	if c.ts {
		if s.TSEcr == w.lastEcho || int64(len(s.Data)) < c.ack.rcvMSS() {
			return
		}
		w.lastEcho = s.TSEcr
		m := max(now-s.TSEcr, time.Microsecond)
		if w.rtt == 0 {
			w.rtt = m
		} else {
			w.rtt += (m - w.rtt) / 8
		}
		return
	}
	if w.rttAt > 0 {
		if c.rcvNxt < w.rttSeq {
			return
		}
		if m := max(now-w.rttAt, time.Microsecond); w.rtt == 0 || m < w.rtt {
			w.rtt = m
		}
	}
	w.rttSeq, w.rttAt = c.rcvNxt+c.windowNow(), now
}

// adjust enlarges the buffer when the application read more in a round trip
// than in the one before: twice what it read, and more when that grew, so that a
// sender in slow start is not held back.
func (w *window) adjust(c *Conn, now time.Duration) {
	if c.cfg.ReceiveBuffer > 0 || w.rtt == 0 || now-w.spaceAt < w.rtt {
		return
	}
	read := c.rcvNxt - c.in.size
	copied := read - w.spaceSeq
	if copied > w.space {
		win := 2 * copied
		win += 2 * (win * (copied - w.space) / w.space)
		if c.ofo != nil {
			win += c.ofo.span(c.rcvNxt)
		}
		win = min(win, c.cfg.maxWindow())
		if win > w.full {
			w.full, w.clamp = win, win
		}
		w.space = copied
	}
	w.spaceSeq, w.spaceAt = read, now
}
