package cause

import (
	"time"

	"rttlab/lab/timeline"
)

// behind takes note of what a proxy had to do before it could answer. All of it
// is the proxy's, apart from the time in which the server behind the last one
// thinks: that ends half a round trip before the proxy has the first byte.
func (a *answer) behind(res *timeline.Resource, conn *timeline.Connection) {
	switch {
	case len(res.Legs) > 0:
		last := &res.Legs[len(res.Legs)-1]
		a.thinks.To = last.End() - last.Receive - last.RTT/2
		a.thinks.From = a.thinks.To - last.Think
	case conn.Behind > 0:
		a.thinks.To = a.first - conn.Behind/2
		a.thinks.From = a.thinks.To - a.think
	default:
		return
	}
	a.proxied = true
	if a.asks != never {
		a.think = max(0, a.first-a.asks)
	}
}

// answering is the cause while whoever answers has yet to write.
func (a *answer) answering(then time.Duration) timeline.Cause {
	if a.proxied && (then < a.thinks.From || then >= a.thinks.To) {
		return timeline.Proxy
	}
	return timeline.Server
}
