package timeline

import "time"

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
func (r *Run) slowStart(res *Resource, conn *Connection, step Step, spent time.Duration) int {
	window := segment*float64(r.windowOf(conn)) + r.arrived(0, step.From, res.Connection)
	left := r.arrived(step.From, step.To, res.Connection)
	rtt, down := r.rttAt(conn, step.From), r.downAt(conn, step.From)
	if rtt <= 0 {
		return 0
	}
	// The browser's own link carries what comes from all; the server's may be slower.
	busy := max(sending(r.arrived(step.From, step.To, 0), r.downAt(nil, step.From)), sending(left, down))
	idle := step.Length() - spent - busy
	if step.Phase == Wait {
		idle -= res.Think
	}
	idle += rtt / 10 // bodies do not arrive as evenly as arrived has them
	rounds := 0
	for ; left > window; rounds++ {
		idle -= rtt - sending(window, down)
		if sending(window, down) >= rtt || idle < 0 {
			break
		}
		left -= window
		window *= 2
	}
	return rounds
}

// sending is how long a link of so many bits per second takes for so many
// bytes.
func sending(bytes float64, down int64) time.Duration {
	if down <= 0 {
		return 0
	}
	return time.Duration(bytes * 8 / float64(down) * float64(time.Second))
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
