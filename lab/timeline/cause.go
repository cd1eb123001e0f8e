package timeline

import "time"

// Cause is why a byte was not there yet.
type Cause int

// The causes, in the order in which a load meets them.
const (
	FoundLate   Cause = iota // the resource that names this one was there, and had yet to do so
	OwnTime                  // the browser's own
	Limit                    // every connection that the host may have was taken, by other resources
	Lookup                   // its name was looked up
	TCP                      // the handshake of a connection
	TLSSetUp                 // TLS's, after it
	QUIC                     // QUIC's, with its TLS
	Asking                   // the round trip of asking: its request and its first byte were on their way
	Server                   // the server thought
	Proxy                    // a proxy did
	SlowStart                // the sender's window was full and had not grown yet
	Recovery                 // bytes were lost and had to be noticed and sent again, or a window that this has cut was full
	FlowControl              // the receiver took no more, or the sender waited for its acknowledgement
	Sending                  // its own bytes were being sent on the browser's link
	Queueing                 // other bytes were, and its own waited
	Held                     // its bytes had arrived, behind some of another resource that had not
	CauseCount  int   = iota
)

var causeNames = [CauseCount]string{
	"found_late", "browser", "limit", "dns", "tcp", "tls", "quic", "request", "server", "proxy",
	"slow_start", "recovery", "flow_control", "sending", "queue", "held",
}

// String is the cause's name as JSON has it: "dns", "slow_start", …
func (c Cause) String() string {
	if c < 0 || int(c) >= CauseCount {
		return "unknown"
	}
	return causeNames[c]
}

// Piece is a stretch of time with one cause.
type Piece struct {
	Cause    Cause
	From, To time.Duration
}

// Causes is how long each cause held.
type Causes [CauseCount]time.Duration

// Sum is all of them.
func (c *Causes) Sum() (sum time.Duration) {
	for _, d := range c {
		sum += d
	}
	return sum
}

// AddUp adds pieces up by cause.
func AddUp(pieces []Piece) (c Causes) {
	for _, p := range pieces {
		c[p.Cause] += p.To - p.From
	}
	return c
}

// Clip is the part of pieces from from to to; pieces must be in order.
func Clip(pieces []Piece, from, to time.Duration) []Piece {
	var out []Piece
	for _, p := range pieces {
		p.From, p.To = max(p.From, from), min(p.To, to)
		if p.From < p.To {
			out = append(out, p)
		}
	}
	return out
}
