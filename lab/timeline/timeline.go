// Package timeline says what happened in a page load: its resources and their
// phases, its connections, its totals. It is plain data, filled by package
// replay and shown by packages report and plots.
//
// Every time is a duration since the start of navigation, unless it says
// otherwise.
package timeline

import (
	"slices"
	"time"
)

// Timeline is what one scenario gave.
type Timeline struct {
	Scenario string // the scenario's name
	Title    string
	About    string
	Seed     uint64
	Runs     []Run
	Expect   []Check
	Warnings []string // doubts about the whole scenario, one sentence each
	Headline Headline
}

// OK says whether every run finished and every expectation that applies held.
func (t *Timeline) OK() bool {
	for i := range t.Runs {
		if t.Runs[i].Err != "" {
			return false
		}
	}
	for _, c := range t.Expect {
		if !c.OK && c.Skipped == "" {
			return false
		}
	}
	return true
}

// Headline is the lesson in one figure: a run beside another one. The zero
// Headline leaves it to the greatest speedup.
type Headline struct {
	Run, Against string // names
	Measure      string // "times" or "", "time", "round trips", "failed"
}

// Run is one page load.
type Run struct {
	Name    string
	Against string        // the run that its speedup is over; "": Timeline.Base chooses
	HTTP    string        // "1.0", "1.1", "2", "3"
	TLS     string        // "" (none), "1.2", "1.3"
	Network string        // one line: "cable: 28ms, 5Mbps down, 1Mbps up"
	RTT     time.Duration // the path's, between the browser and the page's own server
	Down    int64         // bits per second of the browser's access link, towards it; 0: unlimited or not known
	Window  int           // segments of 1448 bytes that a new connection may send at once; 0: ten
	Change  Change        // of network while the page loads
	Seed    uint64
	Waits   time.Duration // that its program's schedule has between its requests; 0: none
	Total   time.Duration // from navigation to the last byte of the last resource

	Users       *Users       // what came of many visitors; nil: there was one
	Resources   []Resource   // in start order
	Connections []Connection // in the order in which they were opened

	// HandshakeTotal is the time of all handshakes (TCP, TLS, QUIC) added up;
	// HandshakeCritical is the part of Total in which some resource on the
	// critical path waited for a handshake.
	HandshakeTotal    time.Duration
	HandshakeCritical time.Duration

	BytesDown   int64 // that arrived at the browser, headers included
	BytesUp     int64 // that it sent
	PacketsDown int
	PacketsUp   int
	Dropped     int // packets lost on the path or in a queue, both ways
	QueueFull   int // of Dropped, those for which a queue had no room
	Retransmits int // segments that TCP sent again, both ways

	// Pieces are the causes of Total, from 0 on without a gap; nil: nobody looked
	// for them.
	Pieces []Piece

	// Link is how the browser's access link fared; nil: nobody looked, or it has no
	// limit.
	Link *Link

	// Spread is of the draws that the run was chosen from; nil: it is the only one.
	Spread *Spread

	// QueueCost is what of Total there would not be if the queue of the browser's
	// link had had room for everything; 0: next to nothing.
	QueueCost time.Duration

	Source   string   // a scenario file that has this run alone; "": nobody has said
	Notes    []string // what happened that the figures alone do not say, one sentence each
	Warnings []string // doubts about this run
	Err      string   // why the run did not finish; "" if it did
}

// Change is when the browser went over to another network, whose RTT and Down
// are as in Run. The zero Change is none.
type Change struct {
	At   time.Duration
	RTT  time.Duration
	Down int64
}

// Requests is how many resources were asked for.
func (r *Run) Requests() int {
	if r.Users != nil {
		return r.Users.Requests
	}
	return len(r.Resources)
}

// AnyFailed says whether requests failed in one of the runs that finished.
func (t *Timeline) AnyFailed() bool {
	return slices.ContainsFunc(t.Runs, func(r Run) bool { return r.Err == "" && r.Failed() > 0 })
}

// Failed is how many requests failed, or users were turned away.
func (r *Run) Failed() int {
	if r.Users != nil {
		return r.Users.TurnedAway
	}
	n := 0
	for i := range r.Resources {
		if r.Resources[i].Err != "" {
			n++
		}
	}
	return n
}

// Opened is how many connections were opened in this load, those that were kept
// from an earlier visit not counted.
func (r *Run) Opened() int {
	if r.Users != nil {
		return r.Users.Dials
	}
	n := 0
	for i := range r.Connections {
		if !r.Connections[i].Kept {
			n++
		}
	}
	return n
}

// Resource is one file's fetch. Its phases follow one another without a gap:
// End is Start plus their sum.
type Resource struct {
	ID         int
	URL        string
	Host       string
	Path       string // with its query
	Method     string // GET, POST and the like
	Type       string // html, css, js, image, font, other
	MIME       string // as the server's Content-Type has it
	Protocol   string // "http/1.0", "http/1.1", "h2", "h3"
	Connection int    // Connection.ID; 0 when none was had
	Initiator  int    // ID of the resource that named this one, -1 for the page itself
	Status     int
	Upload     int64         // bytes of the request's body
	Bytes      int64         // of the response's body
	Served     int           // how often a server has read it, where a program asks; 0: never, or nobody has counted
	Repeats    int           // how often it was asked for again, since its connection was lost
	Lost       []Attempt     // what came of it before that; the time is in Blocked
	Priority   string        // VeryLow to VeryHigh; "" when the browser has none
	Think      time.Duration // the server's own part of Wait; 0: none or not known
	Err        string        // why it failed; "" if it did not

	// Header is the request's, ResponseHeader the response's, by name; nil:
	// nobody noted them, or there was none.
	Header, ResponseHeader []Field

	Start time.Duration // when the browser knew of it

	// Legs is what became of the request behind the browser, at each proxy on its
	// way; nil: there is none. The nearest to the browser comes first.
	Legs []Leg

	// Pieces are the causes of the time from Start to End, without a gap; nil:
	// nobody looked for them.
	Pieces []Piece
	Phases
}

// Attempt is a request whose connection was lost before the response was there.
type Attempt struct {
	Connection int           // Connection.ID
	Bytes      int64         // of the body, that came in vain
	Start      time.Duration // when it was given to the connection, or the set-up of that began for it

	Phases // until it was lost; Blocked is 0
}

// End is when the last byte was there.
func (r *Resource) End() time.Duration { return r.Start + r.Phases.Sum() }

// Sent is when the request had been written.
func (r *Resource) Sent() time.Duration { return r.End() - r.Receive - r.Wait }

// Phases is where a fetch's time went, in the order in which it went. A phase
// that did not happen is 0.
type Phases struct {
	Blocked time.Duration // known but not sent: waiting for a connection or a turn
	DNS     time.Duration // resolving the name
	Connect time.Duration // TCP's handshake, or QUIC's with its TLS
	TLS     time.Duration // TLS over TCP
	Send    time.Duration // writing the request
	Wait    time.Duration // from request sent to the first byte of the response
	Receive time.Duration // from the first byte to the last
}

// Sum is the whole fetch.
func (p *Phases) Sum() time.Duration {
	return p.Blocked + p.DNS + p.Connect + p.TLS + p.Send + p.Wait + p.Receive
}

// Connection is one transport connection.
type Connection struct {
	ID        int // from 1, in the order in which they were opened
	Host      string
	Protocol  string // as Resource.Protocol
	LocalPort int
	Server    string        // address and port
	Opened    time.Duration // when the dial began, after DNS
	Connect   time.Duration // length of TCP's handshake, or QUIC's; with Login
	TLS       time.Duration // length of TLS's, over TCP
	Login     time.Duration // the part of Connect that comes after TLS: a database's start-up and password
	Closed    time.Duration // when it was closed; 0 when it outlived the load
	Requests  int
	Moved     time.Duration // when it went on from another network, its address validated; 0: it did not
	Lost      bool          // it was given up with its network
	Kept      bool          // it was open since an earlier visit: it has no handshake here

	// Of the path to its server, when it was opened. Window 0: not known, and all
	// are as in Run.
	RTT    time.Duration
	Down   int64  // bits per second of the narrowest link towards the browser; 0: unlimited or not known
	Window int    // segments that it may send at first
	Change Change // of the browser's network while it is open

	Behind time.Duration // the part of RTT behind the proxy through which it is a tunnel; 0: it is none

	TLSVersion   string // "1.2", "1.3"; "": none, or as in Run
	Resumed      bool   // its TLS went on from an earlier session
	Certificates int    // bytes of what the server sent of them; 0: none or not known
}

// Ready is when the connection could carry its first request.
func (c *Connection) Ready() time.Duration { return c.Opened + c.Connect + c.TLS }

// Check is one expectation and what came of it.
type Check struct {
	Text string // "HTTP/1.1 is at least 1.8x faster than HTTP/1.0"
	OK   bool
	Got  float64
	Unit string // "x", "ms", "" for a count

	// Failed says which run did not finish, so that nothing was measured; "": it
	// was.
	Failed string

	// Skipped is what was changed beside the file, so that its expectation does
	// not apply; "": it does.
	Skipped string
}
