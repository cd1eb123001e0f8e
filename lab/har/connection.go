package har

import (
	"cmp"
	"slices"
	"time"
)

// Connection is a connection and the fetches that it served, by the times at
// which they were asked for.
type Connection struct {
	Name     string // as the recording calls it; "" if it does not
	Host     string // the first that was asked over it
	Scheme   string
	Protocol string
	Fetches  []*Fetch
	Opened   time.Duration // when it began to be opened, as far as the recording shows
	Connect  time.Duration
	TLS      time.Duration
	Ahead    bool // its set-up does not show: it was opened before it was needed, or an earlier page's
}

// connections tells which fetches shared a connection: by the recording's own
// names, where it has some, otherwise by who opened one. A recording without
// names cannot show connections that were opened ahead of need.
func connections(fetches []*Fetch) []*Connection {
	byAsked := func(a, b *Fetch) int { return cmp.Compare(a.Asked, b.Asked) }
	order := slices.Clone(fetches)
	slices.SortStableFunc(order, byAsked)
	c := &connector{named: map[string]*Connection{}, hosts: map[string][]*Connection{}}
	// With HTTP/2 and 3 a request may wait inside a connection that is not open
	// yet, so those that open one come first.
	for _, late := range []bool{false, true} {
		for _, e := range order {
			if waits := multiplexed(e.Protocol) && e.Entry.Connection == "" && e.Phases.SetUp() == 0; waits == late {
				e.Connection = c.find(e)
				e.Connection.Fetches = append(e.Connection.Fetches, e)
			}
		}
	}
	for _, conn := range c.all {
		slices.SortStableFunc(conn.Fetches, byAsked)
	}
	slices.SortStableFunc(c.all, func(a, b *Connection) int { return cmp.Compare(a.Opened, b.Opened) })
	return c.all
}

type connector struct {
	all   []*Connection
	named map[string]*Connection
	hosts map[string][]*Connection
}

// find is the connection that served e.
func (c *connector) find(e *Fetch) *Connection {
	opens := e.Phases.SetUp() > 0
	host := e.Scheme + "://" + e.Host
	key := ""
	if e.Entry.Connection != "" {
		key = e.Entry.Connection + " " + e.Protocol
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
		Name: e.Entry.Connection, Host: e.Host, Scheme: e.Scheme, Protocol: e.Protocol,
		Opened: e.Asked - e.Phases.SetUp(), Connect: max(0, e.Phases.Connect), TLS: max(0, e.Phases.TLS), Ahead: !opens,
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
func (c *connector) free(host string, e *Fetch) *Connection {
	var best *Connection
	rank := func(conn *Connection) (busy bool, at time.Duration) {
		last := conn.Fetches[len(conn.Fetches)-1].End
		return last > e.Asked, last
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
			if conn.Opened > best.Opened {
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
		case busy && at < bestAt, !busy && at > bestAt:
			best = conn
		}
	}
	return best
}

// Ready is when the connection could carry its first request.
func (c *Connection) Ready() time.Duration { return c.Opened + c.Connect + c.TLS }
