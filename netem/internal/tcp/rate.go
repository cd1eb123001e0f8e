package tcp

import "time"

// rateStamp is what a segment remembers of the connection when it was sent
// (tcp_rate.c); kept only for a congestion control that wants delivery rates.
type rateStamp struct {
	delivered   int64
	deliveredAt time.Duration
	firstAt     time.Duration
}

func (b *scoreboard) rate(i uint32) *rateStamp { return &b.rates[i&uint32(len(b.rates)-1)] }
