package tcp

import "time"

// Pacing spreads bursts over time at a rate that the congestion control sets
// (tcp_output.c: tcp_pacing_check, tcp_update_skb_after_send). Only BBR does.

const unpaced = 10 // the first segments of a connection leave at once

type pacing struct {
	rate  int64         // bytes per second; 0: not paced
	next  time.Duration // when the next burst may leave
	wake  time.Duration // when to try again; Never unless something waits
	count int           // segments so far, up to unpaced
}

// hold says whether the next segment has to wait, and when it need not.
func (q *sender) hold(now time.Duration, size int) bool {
	p := &q.pacing
	if p.rate == 0 || p.next <= now || q.burst.open(now, size) {
		return false
	}
	p.wake = p.next
	return true
}

// paced notes that bytes left. Time that was lost waiting for something else is
// made up for, up to half of what they take.
func (q *sender) paced(now time.Duration, bytes int) {
	p := &q.pacing
	if p.count < unpaced {
		p.count++
		return
	}
	if p.rate == 0 {
		return
	}
	d := time.Duration(int64(bytes) * int64(time.Second) / p.rate)
	if late := now - p.next; late > 0 {
		d -= min(d/2, late)
		p.next = now
	}
	p.next += d
}
