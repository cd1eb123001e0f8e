package cause

import (
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// resource divides the time of a resource.
func (x *explainer) resource(i int) []timeline.Piece {
	res := &x.run.Resources[i]
	given := res.Start + res.Blocked + res.DNS + res.Connect + res.TLS
	pieces := x.before(i, given)
	end := res.End()
	if w := x.wires[res.Connection]; w != nil && res.Err == "" {
		if a := x.answer(res, w); a != nil {
			return append(pieces, a.pieces(given, end)...)
		}
	}
	if q := x.quics[res.Connection]; q != nil && res.Err == "" {
		if a := x.overQUIC(res, q); a != nil {
			return append(pieces, a.pieces(given, end)...)
		}
	}
	if res.Err != "" {
		return add(pieces, res.ID, lost(timeline.InVain), given, end)
	}
	return x.unwatched(pieces, res, given, end)
}

// unwatched divides the time of a request of which only its ends are known: what its
// server takes is as far before the end as the answer's way is long.
func (x *explainer) unwatched(pieces []timeline.Piece, res *timeline.Resource, given, end time.Duration) []timeline.Piece {
	answered := end
	if c := x.connection(res); c != nil {
		answered = max(given, end-c.RTT/2)
	}
	thinks := max(given, answered-res.Think)
	pieces = add(pieces, res.ID, because(timeline.Asking), given, thinks)
	pieces = add(pieces, res.ID, because(timeline.Server), thinks, answered)
	return add(pieces, res.ID, because(timeline.Asking), answered, end)
}

// claim is a stretch of time for which a cause is known.
type claim struct {
	why
	timeline.Span
}

// before divides the time until a resource was given to its connection.
func (x *explainer) before(i int, given time.Duration) []timeline.Piece {
	res := &x.run.Resources[i]
	var claims []claim
	for _, a := range res.Lost {
		claims = append(claims, claim{lost(timeline.InVain), timeline.Span{From: a.Start, To: a.Start + a.Sum()}})
	}
	claims = append(claims, x.setUp(res)...)
	if held := x.place(i, given); held > res.Start {
		claims = append(claims, claim{because(timeline.Limit), timeline.Span{From: res.Start, To: held}})
	}
	if res.Err != "" { // whatever else its connection was to be
		claims = append(claims, claim{lost(timeline.InVain), timeline.Span{From: res.Start + res.Blocked + res.DNS, To: given}})
	}
	edges := []time.Duration{res.Start, given}
	for _, c := range claims {
		edges = append(edges, c.From, c.To)
	}
	slices.Sort(edges)
	var out []timeline.Piece
	for j := 0; j+1 < len(edges); j++ {
		from, to := max(edges[j], res.Start), min(edges[j+1], given)
		reason := because(timeline.OwnTime)
		for _, c := range claims {
			if c.From <= from && from < c.To {
				reason = c.why
				break
			}
		}
		out = add(out, res.ID, reason, from, to)
	}
	return out
}

// setUp is what the resource's connection took to be set up.
func (x *explainer) setUp(res *timeline.Resource) []claim {
	var claims []claim
	for _, s := range x.lookups[res.Host] {
		claims = append(claims, claim{because(timeline.Lookup), s})
	}
	c := x.connection(res)
	if c == nil || c.Kept {
		return claims
	}
	transport := timeline.TCP
	if c.Protocol == "h3" {
		transport = timeline.QUIC
	}
	if w := x.wires[c.ID]; w != nil {
		claims = append(claims, w.resent(c)...)
	}
	if q := x.quics[c.ID]; q != nil {
		claims = append(claims, q.resent(c)...)
	}
	open := c.Opened + c.Connect - c.Login
	claims = append(claims,
		claim{because(transport), timeline.Span{From: c.Opened, To: open}},
		claim{because(timeline.TLSSetUp), timeline.Span{From: open, To: open + c.TLS}})
	if c.Login > 0 {
		claims = append(claims, claim{because(timeline.Login), timeline.Span{From: open + c.TLS, To: c.Ready()}})
	}
	return claims
}

// connection is the one that a resource came on; nil if there was none.
func (x *explainer) connection(res *timeline.Resource) *timeline.Connection {
	return x.conns[res.Connection]
}

// lookUps are the times at which names were looked up: before a connection that
// was then opened, or, where the name turned out to be another one of a server
// with an open connection, before the request went out on that. Who waits for a
// connection that somebody else has opened waits for the name as well.
func (x *explainer) lookUps() map[string]spans {
	all := map[string][]timeline.Span{}
	for i := range x.run.Resources {
		res := &x.run.Resources[i]
		if res.DNS <= 0 {
			continue
		}
		end := res.Start + res.Blocked + res.DNS
		if c := x.connection(res); c != nil && !c.Kept && c.Opened-res.DNS >= res.Start {
			end = c.Opened
		}
		all[res.Host] = append(all[res.Host], timeline.Span{From: end - res.DNS, To: end})
	}
	out := map[string]spans{}
	for host, some := range all {
		out[host] = merge(some)
	}
	return out
}

// resent is when what a handshake waited for was that something is sent again.
func (w *wire) resent(c *timeline.Connection) []claim {
	var claims []claim
	for _, s := range []*stream{w.up, w.down} {
		packets := s.flow.Packets
		for i := range packets {
			p := &packets[i]
			if p.Sent-w.base > c.Ready() {
				break
			}
			if p.Lost == 0 {
				continue
			}
			for j := i + 1; j < len(packets); j++ {
				if again := &packets[j]; again.Seq == p.Seq && again.End == p.End && again.Flags == p.Flags {
					stage := timeline.Detection
					if again.Timer {
						stage = timeline.Timeout
					}
					claims = append(claims, claim{lost(stage), timeline.Span{From: p.Sent - w.base, To: again.Sent - w.base}})
					break
				}
			}
		}
	}
	return claims
}

// place is when another resource gave up the connection, or the place of one,
// that a resource was to have; its start if none did.
func (x *explainer) place(i int, given time.Duration) time.Duration {
	res := &x.run.Resources[i]
	if same := lastRelease(x.released.connection[res.Connection], res.Start, given, i); same >= 0 {
		return same
	}
	if res.Connect > 0 || res.Connection == 0 { // it opened the connection, in the place of another
		return max(lastRelease(x.released.host[res.Host], res.Start, given, i), res.Start)
	}
	return res.Start
}

// between is why a resource waits for another one before it is known of. A client
// that is no browser knows of all: it pauses.
func (x *explainer) between() why {
	if x.client {
		return because(timeline.OwnTime)
	}
	return because(timeline.FoundLate)
}

// load divides the time of the whole load.
func (x *explainer) load() []timeline.Piece {
	var out []timeline.Piece
	for _, step := range x.run.CriticalPath() {
		at := step.From
		if i, ok := x.byID[step.Resource]; ok {
			for _, p := range timeline.Clip(x.run.Resources[i].Pieces, step.From, step.To) {
				out = add(out, step.Resource, x.between(), at, p.From)
				out = add(out, step.Resource, why{p.Cause, p.Stage}, p.From, p.To)
				at = p.To
			}
			out = add(out, step.Resource, x.between(), at, step.To)
			continue
		}
		out = add(out, step.Resource, because(timeline.OwnTime), at, step.To)
	}
	return out
}
