package timeline

import "time"

// Figures are what a run comes to, without its resources: a line of a table that
// has thousands.
type Figures struct {
	Name              string
	Total             time.Duration
	Spread            *Spread // as Run.Spread
	HandshakeTotal    time.Duration
	HandshakeCritical time.Duration
	Connections       int
	Requests          int
	FailedRequests    int
	Users             int // who came; 0: it was one load
	UsersTurnedAway   int
	Bodies            int64 // bytes of all responses' bodies
	BytesDown         int64
	BytesUp           int64
	PacketsDown       int
	PacketsUp         int
	Dropped           int
	Retransmits       int
	Causes            Causes // of Total; all 0: nobody looked for them
	Err               string
}

// Figures are those of the run.
func (r *Run) Figures() Figures {
	f := Figures{
		Name: r.Name, Total: r.Total, Spread: r.Spread, HandshakeTotal: r.HandshakeTotal, HandshakeCritical: r.HandshakeCritical,
		Connections: r.Opened(), Requests: r.Requests(), Bodies: r.bodies(),
		BytesDown: r.BytesDown, BytesUp: r.BytesUp, PacketsDown: r.PacketsDown, PacketsUp: r.PacketsUp,
		Dropped: r.Dropped, Retransmits: r.Retransmits, Causes: AddUp(r.Pieces), Err: r.Err,
	}
	if r.Users != nil {
		f.Users, f.UsersTurnedAway = r.Users.Count, r.Users.TurnedAway
	} else {
		f.FailedRequests = r.Failed()
	}
	return f
}
