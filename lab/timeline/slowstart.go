package timeline

import (
	"cmp"
	"time"
)

const (
	initialWindow = 10     // segments that a connection may send before its first ACK (RFC 6928)
	segment       = 1448.0 // bytes in each, of 1500, when it carries a timestamp (RFC 7323)
)

// slowStart counts the rounds in which a connection's window held back what
// the step waited for. The window is the initial one plus the bytes that came
// over the connection before (RFC 5681 §3.1: slow start adds what is
// acknowledged), and doubles from round to round. A round counts when more
// bytes were to come than the window holds, and when the step had the time: in
// each, the link stands idle for a round trip less what the window takes to
// send. So a step in which the link was busy throughout has none.
//
// Of the step's time, spent is accounted for already.
func (r *Run) slowStart(res *Resource, step Step, spent time.Duration) int {
	window := segment*float64(cmp.Or(r.Window, initialWindow)) + r.arrived(0, step.From, res.Connection)
	left := r.arrived(step.From, step.To, res.Connection)
	idle := step.Length() - spent - r.sending(r.arrived(step.From, step.To, 0))
	if step.Phase == Wait {
		idle -= res.Think
	}
	idle += r.RTT / 10 // bodies do not arrive as evenly as arrived has them
	rounds := 0
	for ; left > window; rounds++ {
		idle -= r.RTT - r.sending(window)
		if r.sending(window) >= r.RTT || idle < 0 {
			break
		}
		left -= window
		window *= 2
	}
	return rounds
}

// sending is how long the access link takes for so many bytes.
func (r *Run) sending(bytes float64) time.Duration {
	if r.Down <= 0 {
		return 0
	}
	return time.Duration(bytes * 8 / float64(r.Down) * float64(time.Second))
}

// arrived is how many bytes of bodies came in the time from after from up to
// to, over a connection or, with 0, over all, when every body arrives evenly
// over its Receive.
func (r *Run) arrived(from, to time.Duration, conn int) float64 {
	var bytes float64
	for i := range r.Resources {
		res := &r.Resources[i]
		if conn != 0 && res.Connection != conn {
			continue
		}
		end := res.End()
		begin := end - max(res.Receive, 0)
		if begin == end {
			if from < end && end <= to {
				bytes += float64(res.Bytes)
			}
			continue
		}
		if overlap := min(end, to) - max(begin, from); overlap > 0 {
			bytes += float64(res.Bytes) * float64(overlap) / float64(end-begin)
		}
	}
	return bytes
}
