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
	Login                    // what a database asks and answers before it lets a client in: the start-up, the password
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
	"found_late", "browser", "limit", "dns", "tcp", "tls", "quic", "login", "request", "server", "proxy",
	"slow_start", "recovery", "flow_control", "sending", "queue", "held",
}

// String is the cause's name as JSON has it: "dns", "slow_start", …
func (c Cause) String() string {
	if c < 0 || int(c) >= CauseCount {
		return "unknown"
	}
	return causeNames[c]
}

// Stage is what of Recovery a stretch of time is.
type Stage int

// The stages of Recovery, in the order in which a loss has them. Every other
// cause is NoStage.
const (
	NoStage        Stage = iota
	Detection            // the sender had yet to learn of the loss, from what was acknowledged after it
	Timeout              // nothing told it: a timer had to run out
	Retransmission       // it had been sent again, and was on its way
	CutWindow            // the sender's window was full, and smaller than before a loss
	InVain               // a request was under way in vain: its connection was lost, or it failed
	StageCount     int   = iota
)

var stageNames = [StageCount]string{"", "detection", "timeout", "retransmission", "window", "in_vain"}

// String is the stage's name as JSON has it: "detection", "window", …
func (s Stage) String() string {
	if s < 0 || int(s) >= StageCount {
		return "unknown"
	}
	return stageNames[s]
}

// Piece is a stretch of time with one cause.
type Piece struct {
	Cause    Cause
	Stage    Stage // of Recovery
	Resource int   // Resource.ID of what waited; -1: no resource did
	From, To time.Duration
}

// Length is To minus From.
func (p Piece) Length() time.Duration { return p.To - p.From }

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
		c[p.Cause] += p.Length()
	}
	return c
}

// Stages is how long each stage of Recovery held.
type Stages [StageCount]time.Duration

// AddUpStages adds the pieces of Recovery up by stage.
func AddUpStages(pieces []Piece) (sum Stages) {
	for _, p := range pieces {
		if p.Cause == Recovery {
			sum[p.Stage] += p.Length()
		}
	}
	return sum
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
