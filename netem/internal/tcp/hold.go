package tcp

import "time"

// Hold is what keeps a connection from sending.
type Hold uint8

// What it may wait for.
const (
	HoldNothing  Hold = iota // all that was written is sent
	HoldWindow               // the congestion window is full
	HoldCut                  // it is full, and smaller than before a loss
	HoldRecovery             // what was lost goes first
	HoldReceiver             // the receiver's window
	HoldPacing
	HoldNagle
)

var holdNames = [...]string{"nothing", "window", "cut window", "recovery", "receiver", "pacing", "Nagle"}

// String is what it waits for, in words.
func (h Hold) String() string { return holdNames[h] }

// Hold says what keeps Next from sending more, after it has said that there is
// nothing to send.
func (c *Conn) Hold(now time.Duration) Hold {
	q := c.snd
	if q == nil || !c.state.sends() {
		return HoldNothing
	}
	switch {
	case q.board.lost > 0:
		return HoldRecovery
	case c.sndNxt >= c.out.end:
		return HoldNothing
	case q.board.inFlight() >= q.cwnd:
		if q.cwnd < q.cutFrom {
			return HoldCut
		}
		return HoldWindow
	case c.sndUna+c.sndWnd-c.sndNxt < min(c.mss, c.out.end-c.sndNxt):
		return HoldReceiver
	case q.pacing.wake > now && q.pacing.wake != Never:
		return HoldPacing
	}
	return HoldNagle
}

// Written is the sequence number after the last byte that was written.
func (c *Conn) Written() int64 { return c.out.end }
