package har

import (
	"cmp"
	"slices"
	"time"
)

// Connection is a connection and the entries that it served, by the times at
// which they were sent.
type Connection struct {
	Name     string // as the recording calls it; "" if it does not
	Host     string // the first that was asked over it
	Scheme   string
	Protocol string
	Entries  []*Entry
	Opened   time.Time // when it began to be opened, as far as the recording shows
	Connect  time.Duration
	TLS      time.Duration
	Ahead    bool // its set-up does not show: it was opened before it was needed, or an earlier page's
}

// Asked is when an entry's request was sent.
func (e *Entry) Asked() time.Time { return e.Begin.Add(e.Phases.Asked()) }

// Answered is when the first byte of the answer came.
func (e *Entry) Answered() time.Time { return e.Begin.Add(e.Phases.Answered()) }

// End is when the last byte came.
func (e *Entry) End() time.Time { return e.Begin.Add(e.Phases.Time()) }

// Connections tells which entries shared a connection: by the recording's own
// names, where it has some, otherwise by who opened one. A recording without
// names cannot show connections that were opened ahead of need.
func Connections(entries []*Entry) []*Connection {
	order := slices.Clone(entries)
	slices.SortStableFunc(order, func(a, b *Entry) int { return a.Asked().Compare(b.Asked()) })
	c := &connector{named: map[string]*Connection{}, hosts: map[string][]*Connection{}}
	// With HTTP/2 and 3 a request may wait inside a connection that is not open
	// yet, so those that open one come first.
	for _, late := range []bool{false, true} {
		for _, e := range order {
			if waits := multiplexed(e.Protocol) && e.Connection == "" && e.Phases.SetUp() == 0; waits == late {
				conn := c.find(e)
				conn.Entries = append(conn.Entries, e)
			}
		}
	}
	for _, conn := range c.all {
		slices.SortStableFunc(conn.Entries, func(a, b *Entry) int { return a.Asked().Compare(b.Asked()) })
	}
	slices.SortStableFunc(c.all, func(a, b *Connection) int { return a.Opened.Compare(b.Opened) })
	return c.all
}

type connector struct {
	all   []*Connection
	named map[string]*Connection
	hosts map[string][]*Connection
}

// find is the connection that served e.
func (c *connector) find(e *Entry) *Connection {
	opens := e.Phases.SetUp() > 0
	host := e.Scheme + "://" + e.Host
	key := ""
	if e.Connection != "" {
		key = e.Connection + " " + e.Protocol
		if !multiplexed(e.Protocol) { // a proxy may have one for several hosts, a browser never
			key += " " + host
		}
		if conn := c.named[key]; conn != nil && !(opens && !multiplexed(e.Protocol)) {
			return conn
		}
	} else if !opens {
		if conn := c.free(host, e); conn != nil {
			return conn
		}
	}
	conn := &Connection{
		Name: e.Connection, Host: e.Host, Scheme: e.Scheme, Protocol: e.Protocol,
		Opened: e.Asked().Add(-e.Phases.SetUp()), Connect: max(0, e.Phases.Connect), TLS: max(0, e.Phases.TLS), Ahead: !opens,
	}
	c.all = append(c.all, conn)
	c.hosts[host] = append(c.hosts[host], conn)
	if key != "" {
		c.named[key] = conn
	}
	return conn
}

// free is the connection that most likely served e: of those
// that were free the one that was used last, as browsers do, otherwise the one
// that became free first; with HTTP/2 and 3 the newest.
func (c *connector) free(host string, e *Entry) *Connection {
	var best *Connection
	asked := e.Asked()
	rank := func(conn *Connection) (busy bool, at time.Time) {
		last := conn.Entries[len(conn.Entries)-1].End()
		return last.After(asked), last
	}
	for _, conn := range c.hosts[host] {
		if conn.Protocol != e.Protocol {
			continue
		}
		if best == nil {
			best = conn
			continue
		}
		if multiplexed(e.Protocol) {
			if conn.Opened.After(best.Opened) {
				best = conn
			}
			continue
		}
		busy, at := rank(conn)
		bestBusy, bestAt := rank(best)
		switch {
		case busy != bestBusy:
			if !busy {
				best = conn
			}
		case busy && at.Before(bestAt), !busy && at.After(bestAt):
			best = conn
		}
	}
	return best
}

// Protocols counts entries by protocol.
func Protocols(entries []*Entry) map[string]int {
	count := map[string]int{}
	for _, e := range entries {
		count[cmp.Or(e.Protocol, "unknown")]++
	}
	return count
}
