package cause

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"sort"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// Evidence is what is known of a load beside its timeline.
type Evidence struct {
	Flows   []*netem.Flow          // the network's journal
	Browser func(*netem.Host) bool // whether a host is the browser's
	Base    time.Duration          // when the load began, by the network's clock
	Client  bool                   // who loads is no browser: nothing names what comes next

	// Shares says, for connections that resources share, whose bytes came in
	// which order; by Connection.ID. A connection that is not in it is taken for
	// one on which responses follow one another.
	Shares map[int]timeline.Shares

	// QUIC is what the ends of HTTP/3's connections have sent; nil: none was
	// watched. Start is when the load began.
	QUIC  *quicnet.Watch
	Start time.Time
}

// Explain fills in the causes of a run and of each of its resources.
func Explain(run *timeline.Run, e Evidence) {
	x := newExplainer(run, e)
	for i := range run.Resources {
		res := &run.Resources[i]
		res.Pieces = x.resource(i)
	}
	run.Pieces = x.load()
	run.Link = linkOf(run, x.busy, e)
}

// explainer is Explain at work.
type explainer struct {
	run     *timeline.Run
	base    time.Duration
	client  bool
	wires   map[int]*wire // of TCP, by Connection.ID
	quics   map[int]*quic // of QUIC
	busy    spans         // of the browser's access link
	byID    map[int]int   // Resource.ID to index
	conns   map[int]*timeline.Connection
	lookups map[string]spans // by host

	released releases
}

// wire is a connection of TCP.
type wire struct {
	conn     *timeline.Connection
	base     time.Duration
	up, down *stream
	owners   []owner               // by sequence number; nil: whoever waits for them
	owned    map[int][]bytesOf     // the same, by Resource.ID
	asked    map[int]time.Duration // by Resource.ID; nil: when they were sent
}

// owner says that the bytes before end are a resource's.
type owner struct {
	end      int64
	resource int
}

func newExplainer(run *timeline.Run, e Evidence) *explainer {
	x := &explainer{run: run, base: e.Base, client: e.Client, wires: map[int]*wire{}, quics: map[int]*quic{}, byID: map[int]int{}}
	for i := range run.Resources {
		x.byID[run.Resources[i].ID] = i
	}
	x.conns = make(map[int]*timeline.Connection, len(run.Connections))
	for i := range run.Connections {
		x.conns[run.Connections[i].ID] = &run.Connections[i]
	}
	x.released = releasesOf(run.Resources)
	x.lookups = x.lookUps()
	type ends struct{ local, remote string }
	up, down := map[ends]*netem.Flow{}, map[ends]*netem.Flow{}
	var sent []timeline.Span
	for _, f := range e.Flows {
		if e.Browser(f.To) {
			sent = onLink(sent, f, e.Base)
			key := ends{port(f.Dst), f.Src.String()}
			down[key] = longer(down[key], f)
		} else if e.Browser(f.From) {
			key := ends{port(f.Src), f.Dst.String()}
			up[key] = longer(up[key], f)
		}
	}
	x.busy = merge(sent)
	for i := range run.Connections {
		c := &run.Connections[i]
		key := ends{fmt.Sprint(c.LocalPort), c.Server}
		if c.Protocol == "h3" {
			if q := newQUIC(c, e); q != nil {
				x.quics[c.ID] = q
			}
			continue
		}
		if up[key] == nil || down[key] == nil {
			continue
		}
		w := &wire{conn: c, base: e.Base, up: newStream(up[key], e.Base), down: newStream(down[key], e.Base)}
		if shares, ok := e.Shares[c.ID]; ok {
			w.owners, w.asked = w.assign(shares), shares.Asked
			w.owned = byOwner(w.owners)
		}
		x.wires[c.ID] = w
	}
	return x
}

// longer is the flow that is the connection's, of two between the same ends: what
// comes for a connection that is gone is answered with resets, a flow of its own.
func longer(a, b *netem.Flow) *netem.Flow {
	if a != nil && len(a.Packets) >= len(b.Packets) {
		return a
	}
	return b
}

func port(a netip.AddrPort) string { return fmt.Sprint(a.Port()) }

// onLink adds when the packets of a flow were sent on the browser's access link.
func onLink(all []timeline.Span, f *netem.Flow, base time.Duration) []timeline.Span {
	for i := range f.Packets {
		p := &f.Packets[i]
		if p.Began > 0 && p.Arrived > p.Began {
			all = append(all, timeline.Span{From: p.Began - base, To: p.Arrived - base})
		}
	}
	return all
}

// assign finds out which bytes of the stream are whose. What the parts count is
// below TLS; a sample says how far the stream had come when so much of them had.
func (w *wire) assign(s timeline.Shares) []owner {
	const first = 1 // the SYN has 0
	seq := func(bytes int64) int64 { return first + bytes }
	if s.Samples != nil {
		known := []struct{ bytes, seq int64 }{{0, first}}
		if !w.conn.Kept {
			known[0].seq = max(first, w.down.front(w.conn.Ready()))
		}
		for _, sample := range s.Samples {
			known = append(known, struct{ bytes, seq int64 }{sample.Bytes, w.down.front(sample.At)})
		}
		seq = func(bytes int64) int64 {
			i, _ := slices.BinarySearchFunc(known, bytes, func(k struct{ bytes, seq int64 }, b int64) int { return cmp.Compare(k.bytes, b) })
			switch {
			case i >= len(known):
				return known[len(known)-1].seq
			case i == 0 || known[i].bytes == known[i-1].bytes:
				return known[i].seq
			}
			a, b := known[i-1], known[i]
			return a.seq + (b.seq-a.seq)*(bytes-a.bytes)/(b.bytes-a.bytes)
		}
	}
	var out []owner
	var bytes int64
	for _, p := range s.Parts {
		bytes += p.Bytes
		end := seq(bytes)
		if last := len(out) - 1; last >= 0 && (out[last].resource == p.Resource || out[last].end >= end) {
			if out[last].resource == p.Resource {
				out[last].end = max(out[last].end, end)
			}
			continue
		}
		out = append(out, owner{end, p.Resource})
	}
	return out
}

// bytesOf is a stretch of a stream, by sequence numbers.
type bytesOf struct{ from, to int64 }

// byOwner are the bytes of each resource, in their order.
func byOwner(owners []owner) map[int][]bytesOf {
	out := map[int][]bytesOf{}
	from := int64(0)
	for _, o := range owners {
		out[o.resource] = append(out[o.resource], bytesOf{from, o.end})
		from = o.end
	}
	return out
}

// of are the bytes of a resource from one sequence number up to another.
func (w *wire) of(resource int, lo, hi int64) []bytesOf {
	if w.owners == nil {
		return []bytesOf{{lo, hi}}
	}
	var out []bytesOf
	for _, r := range w.owned[resource] {
		if r.from, r.to = max(r.from, lo), min(r.to, hi); r.from < r.to {
			out = append(out, r)
		}
	}
	return out
}

// touches says whether a segment has any of some bytes, which are in order.
func touches(some []bytesOf, g *seg) bool {
	i := sort.Search(len(some), func(i int) bool { return some[i].to > g.seq })
	return i < len(some) && some[i].from < g.end
}

// owner is whose the byte at a sequence number is; otherwise where that is not
// known.
func (w *wire) owner(seq int64, otherwise int) int {
	if w.owners == nil {
		return otherwise
	}
	i, _ := slices.BinarySearchFunc(w.owners, seq, func(o owner, seq int64) int { return cmp.Compare(o.end, seq+1) })
	if i == len(w.owners) {
		return -1
	}
	return w.owners[i].resource
}
