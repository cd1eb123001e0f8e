package capture

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// Tracer follows the connections that a computer opens. Its methods may be called
// from any goroutine.
type Tracer struct {
	hosts []*netem.Host
	start time.Duration // of the load, in the network's time
	began time.Time     // the same by the clock

	mu      sync.Mutex
	stopped bool
	conns   map[conn]*followed
	under   map[uint64]place // way: segments that have not ended yet, by packet
	queue   []timeline.Depth
	keys    []byte // of TLS
	grams   []*datagram
	flying  map[uint64]*datagram // by packet
}

// conn is a connection: the computer's end and the other.
type conn struct{ near, far netip.AddrPort }

// followed is a connection's trace as it grows.
type followed struct {
	trace    timeline.Trace
	acked    int64            // what the server knows to have arrived
	said     [2][]said        // by the browser, by the server
	syns     [2]time.Duration // when each last sent its SYN
	timeouts [2]int           // in a row, of each
	heard    [2]time.Duration // when each last sent or got something
}

// place is where a segment stands.
type place struct {
	conn  *followed
	index int
}

// NewTracer follows, from now on, what a host does; several hosts are one
// computer behind several access links. Times count from now.
func NewTracer(n *netem.Network, hosts ...*netem.Host) *Tracer {
	t := &Tracer{hosts: hosts, start: n.Now(), began: time.Now(), conns: map[conn]*followed{}, under: map[uint64]place{}, flying: map[uint64]*datagram{}}
	n.Observe(t.observe)
	return t
}

// Stop ends the tracing.
func (t *Tracer) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
}

// Trace is what was seen of a connection of the timeline. Of one of QUIC only
// watch has what was in its datagrams; nil: nobody watched.
func (t *Tracer) Trace(c *timeline.Connection, watch *quicnet.Watch) (timeline.Trace, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c.Protocol == "h3" {
		return t.quic(c, watch)
	}
	for key, f := range t.conns {
		if int(key.near.Port()) == c.LocalPort && (c.Server == "" || key.far.String() == c.Server) {
			out := f.trace
			out.Segments = slices.Clone(out.Segments)
			f.name(out.Segments, t.keys)
			out.Connection, out.Queue = c.ID, t.queue
			return out, true
		}
	}
	return timeline.Trace{}, false
}

func (t *Tracer) observe(e netem.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopped {
		return
	}
	at := e.Time - t.start
	if t.has(e.To) && e.Link == e.To.Name()+" down" {
		t.queue = append(t.queue, timeline.Depth{
			Time: at, Bytes: e.Queue, Packets: e.QueuePackets, Dropped: e.Kind == netem.Dropped,
		})
	}
	if !t.has(e.From) && !t.has(e.To) {
		return
	}
	if e.Protocol != "tcp" {
		t.datagram(&e, at)
		return
	}
	switch e.Kind {
	case netem.Sent, netem.Duplicated:
		t.sent(&e, at)
	case netem.Delivered, netem.Dropped:
		t.ended(&e, at)
	}
}

func (t *Tracer) has(h *netem.Host) bool { return slices.Contains(t.hosts, h) }

func (t *Tracer) sent(e *netem.Event, at time.Duration) {
	key := conn{e.Src, e.Dst}
	up := t.has(e.From)
	if !up {
		key = conn{e.Dst, e.Src}
	}
	c := t.conns[key]
	if c == nil {
		c = &followed{trace: timeline.Trace{Client: t.hosts[0].Name(), Server: e.To.Name()}}
		t.conns[key] = c
	}
	s := &e.Segment
	t.under[e.Packet] = place{c, len(c.trace.Segments)}
	seg := timeline.Segment{
		Up: up, Sent: at, Flags: flags(s), Seq: s.Seq, Ack: s.Ack, Bytes: len(s.Data), Size: e.Size,
		Window: s.Window, MSS: s.MSS, SACK: len(s.SACK), Again: s.Again, Probe: s.Probe,
	}
	c.timedOut(e, &seg)
	c.heard[way(up)] = at
	c.trace.Segments = append(c.trace.Segments, seg)
	if len(s.Data) > 0 {
		c.said[way(up)] = append(c.said[way(up)], said{s.Seq, s.Data})
	}
	if !up {
		c.sender(e, at, 0)
	}
}

func (t *Tracer) ended(e *netem.Event, at time.Duration) {
	p, ok := t.under[e.Packet]
	if !ok {
		return
	}
	delete(t.under, e.Packet)
	seg := &p.conn.trace.Segments[p.index]
	if e.Kind == netem.Dropped {
		seg.Dropped = string(e.Reason)
		return
	}
	seg.Arrived = at
	p.conn.heard[way(!seg.Up)] = at
	if seg.Up {
		p.conn.sender(e, at, p.conn.sample(e))
	}
}

// way is the index of the browser's and of the server's.
func way(up bool) int {
	if up {
		return 0
	}
	return 1
}

// timedOut says of a segment whether a timeout was what made it: a SYN's, one that
// the sender has counted since it last sent, or a tail loss probe's, which begins
// anew whenever something is sent or acknowledged (RFC 8985 §7.2).
func (c *followed) timedOut(e *netem.Event, seg *timeline.Segment) {
	i, before := way(seg.Up), 0
	if e.Segment.Flags&netem.SYN != 0 {
		if seg.Again {
			c.timeouts[i]++
			seg.Timeout, seg.Timeouts = seg.Sent-c.syns[i], c.timeouts[i]
		}
		c.syns[i] = seg.Sent
		return
	}
	if e.TCP == nil {
		return
	}
	before, c.timeouts[i] = c.timeouts[i], e.TCP.Timeouts
	switch now := e.TCP.Timeouts; {
	case seg.Probe && seg.Bytes > 1: // of what is lost at the end, not of a window or of life
		seg.Timeout, seg.Timeouts = seg.Sent-c.heard[i], 1
	case seg.Again && !seg.Probe && now > before:
		seg.Timeout, seg.Timeouts = min(e.TCP.RTO<<(now-1), maxRTO), now
	}
}

// maxRTO is the longest timeout (Linux's TCP_RTO_MAX).
const maxRTO = 120 * time.Second

// sender notes the state of the server's TCP.
func (c *followed) sender(e *netem.Event, at, sample time.Duration) {
	if e.TCP == nil {
		return
	}
	c.trace.Sender = append(c.trace.Sender, timeline.Sender{
		Time: at, Cwnd: e.TCP.Cwnd, Ssthresh: e.TCP.Ssthresh, InFlight: e.TCP.InFlight, SRTT: e.TCP.SRTT, Sample: sample,
	})
}

// sample is the round trip that an ACK measured. Only one that acknowledges
// something new does (RFC 7323 §4.1); others echo an older time.
func (c *followed) sample(e *netem.Event) time.Duration {
	s := &e.Segment
	if s.Flags&netem.ACK == 0 || s.Ack <= c.acked {
		return 0
	}
	c.acked = s.Ack
	if !s.TS || s.TSEcr == 0 {
		return 0
	}
	return e.Time - s.TSEcr
}

func flags(s *netem.Segment) string {
	var names []string
	add := func(is bool, name string) {
		if is {
			names = append(names, name)
		}
	}
	add(s.Flags&netem.FIN != 0, "FIN")
	add(s.Flags&netem.SYN != 0, "SYN")
	add(s.Flags&netem.RST != 0, "RST")
	add(s.Flags&netem.PSH != 0, "PSH")
	add(s.Flags&netem.ACK != 0, "ACK")
	return strings.Join(names, ", ")
}
