package cause

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// quic is a connection of QUIC: which bytes of which stream came when.
type quic struct {
	base     time.Duration
	up, down map[int64]*stream  // by stream
	waits    []netem.Wait       // the server's
	ways     [2][]netem.Passage // datagrams up and down
	timers   [2][]time.Duration // when a timer had something sent again
	asked    map[int]int64      // streams by Resource.ID
}

const udpHeaders = 20 + 8 // bytes of an IP packet around a datagram

// newQUIC sets what the ends have sent beside what became of the datagrams; nil
// where nobody watched.
func newQUIC(c *timeline.Connection, e Evidence) *quic {
	if e.QUIC == nil {
		return nil
	}
	client, server := e.QUIC.Logs(c.LocalPort)
	if client == nil {
		return nil
	}
	shares := e.Shares[c.ID]
	q := &quic{base: e.Base, asked: shares.Streams}
	sent, windows := server.Sent()
	asked, _ := client.Sent()
	up, down := e.datagrams(c)
	q.ways = [2][]netem.Passage{up, down}
	q.timers = [2][]time.Duration{e.timers(client), e.timers(server)}
	q.up, q.down = carried(asked, up, e.Base, q.timers[0]), carried(sent, down, e.Base, q.timers[1])
	q.waits = unanswered(waitsOf(windows, e), q.timers[1], e.Base)
	return q
}

// datagrams are those of a connection in both directions, in the order in which
// they were sent: from one address of the browser after the other where it has
// changed networks.
func (e Evidence) datagrams(c *timeline.Connection) (up, down []netem.Passage) {
	for _, f := range e.Flows {
		mine := func(port uint16) bool { return c.Moved > 0 || int(port) == c.LocalPort }
		switch {
		case f.Protocol != "udp":
		case e.Browser(f.To) && f.Src.String() == c.Server && mine(f.Dst.Port()):
			down = append(down, f.Packets...)
		case e.Browser(f.From) && f.Dst.String() == c.Server && mine(f.Src.Port()):
			up = append(up, f.Packets...)
		}
	}
	for _, way := range [][]netem.Passage{up, down} {
		slices.SortStableFunc(way, func(a, b netem.Passage) int { return cmp.Compare(a.Sent, b.Sent) })
	}
	return up, down
}

// carried gives the parts of streams that datagrams had in them the datagrams'
// times. A datagram has one packet or several, as long together as it is. One
// that fits no packets, or that a socket has sent out of their order, is left
// out.
func carried(packets []quicnet.Packet, datagrams []netem.Passage, base time.Duration, timers []time.Duration) map[int64]*stream {
	came := map[int64][]seg{}
	streams := map[int64]*stream{}
	for i := range datagrams {
		d := &datagrams[i]
		var in []quicnet.Packet
		in, packets = quicnet.Take(packets, d.Size-udpHeaders)
		for _, p := range in {
			for _, part := range p.Parts {
				g := segOf(d, base)
				g.seq, g.end = part.Offset, part.Offset+part.Length
				s := streams[part.Stream]
				if s == nil {
					s = &stream{timers: timers}
					streams[part.Stream] = s
				}
				switch {
				case d.Lost > 0:
					g.arrived = d.Lost - base
					s.lost = append(s.lost, g)
				case d.Arrived > 0:
					came[part.Stream] = append(came[part.Stream], g)
				}
			}
		}
	}
	for id, s := range streams {
		s.settle(came[id])
	}
	return streams
}

// resent is when what a handshake waited for was that a lost datagram is
// followed by another: QUIC sends what it carried again in that.
func (q *quic) resent(c *timeline.Connection) []claim {
	var claims []claim
	for end, way := range q.ways {
		timers := &stream{timers: q.timers[end]}
		for i := range way {
			p := &way[i]
			if p.Lost == 0 || p.Sent-q.base > c.Ready() {
				continue
			}
			for j := i + 1; j < len(way); j++ {
				if next := &way[j]; next.Sent > p.Sent {
					from, to := p.Sent-q.base, next.Sent-q.base
					stage := timeline.Detection
					if timers.timer(from, to) > 0 {
						stage = timeline.Timeout
					}
					claims = append(claims, claim{lost(stage), timeline.Span{From: from, To: to}})
					break
				}
			}
		}
	}
	return claims
}

// timers are the times at which an end's probe timeout expired (RFC 9002 §6.2).
func (e Evidence) timers(l *quicnet.Log) (out []time.Duration) {
	for _, at := range l.Timeouts() {
		out = append(out, at.Sub(e.Start))
	}
	return out
}

// waitsOf makes of a sender's windows what it waits for while it has something to
// send: for the window to empty, or for its turn, since what the window lets it
// send is spread over a round trip (RFC 9002 §7.7). A window that has become
// smaller counts as cut until it is what it was.
func waitsOf(windows []quicnet.Window, e Evidence) []netem.Wait {
	const packet = 1200 // bytes, of the smallest that QUIC may have to send (RFC 9000 §14)
	var out []netem.Wait
	largest := 0
	for _, w := range windows {
		hold := netem.HoldPacing
		switch {
		case w.Size < largest:
			hold = netem.HoldCut
		case w.InFlight+packet > w.Size:
			hold = netem.HoldWindow
		}
		largest = max(largest, w.Size)
		at := w.At.Sub(e.Start) + e.Base
		switch last := len(out) - 1; {
		case last >= 0 && out[last].At == at:
			out[last].For = hold
		case last < 0 || out[last].For != hold:
			out = append(out, netem.Wait{At: at, For: hold})
		}
	}
	return out
}

// unanswered has a full window be what a loss has left behind from the time on when
// the probe timeout expired: what fills it has had no ACK, and waits for one.
func unanswered(all []netem.Wait, timers []time.Duration, base time.Duration) []netem.Wait {
	for _, t := range timers {
		at := t + base
		i := sort.Search(len(all), func(i int) bool { return all[i].At > at })
		if i > 0 && all[i-1].For == netem.HoldWindow {
			all = slices.Insert(all, i, netem.Wait{At: at, For: netem.HoldRecovery})
		}
	}
	return all
}

// overQUIC finds a response on its stream.
func (x *explainer) overQUIC(res *timeline.Resource, q *quic) *answer {
	id, ok := q.asked[res.ID]
	s, asked := q.down[id], q.up[id]
	if !ok || s == nil || asked == nil || len(s.segs) == 0 || len(asked.segs) == 0 {
		return nil
	}
	a := &answer{x: x, res: res.ID, down: s, waits: waits{q.waits, q.base}, own: s.segs, lost: s.lost, think: res.Think}
	a.measure()
	a.asks = asked.segs[len(asked.segs)-1].readable
	for i := range asked.lost {
		a.lostAsking(asked, &asked.lost[i])
	}
	// When the server has written is not known: as soon as it could.
	a.first, a.paced = a.asks+a.think, true
	for i := range a.own {
		a.last = max(a.last, a.own[i].sent)
	}
	if len(res.Legs) > 0 {
		leg := &res.Legs[0]
		a.first = max(a.asks, leg.End()-leg.Receive) // what a proxy has it passes on at once
		a.passed = leg.Got
		a.behind(res, x.connection(res))
	}
	a.held = func(time.Duration) why { return because(timeline.OwnTime) } // streams wait for none but themselves
	return a
}
