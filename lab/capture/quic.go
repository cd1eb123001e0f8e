package capture

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/quic-go/quic-go/qlog"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// datagram is one of UDP's and what became of it.
type datagram struct {
	up            bool
	near          uint16 // the browser's port
	far           netip.AddrPort
	server        string // its host's name
	sent, arrived time.Duration
	dropped       string
	size          int // of the packet
	payload       int
}

// datagram notes what happened to one.
func (t *Tracer) datagram(e *netem.Event, at time.Duration) {
	switch e.Kind {
	case netem.Sent, netem.Duplicated:
		d := &datagram{up: t.has(e.From), sent: at, size: e.Size, payload: len(e.Data)}
		d.near, d.far, d.server = e.Dst.Port(), e.Src, e.From.Name()
		if d.up {
			d.near, d.far, d.server = e.Src.Port(), e.Dst, e.To.Name()
		}
		t.grams = append(t.grams, d)
		t.flying[e.Packet] = d
	case netem.Delivered, netem.Dropped:
		d := t.flying[e.Packet]
		delete(t.flying, e.Packet)
		switch {
		case d == nil:
		case e.Kind == netem.Dropped:
			d.dropped = string(e.Reason)
		default:
			d.arrived = at
		}
	}
}

// quic is the trace of a connection of QUIC: what its ends say of their packets,
// at the times of the datagrams that those were in.
func (t *Tracer) quic(c *timeline.Connection, watch *quicnet.Watch) (out timeline.Trace, ok bool) {
	if watch == nil {
		return out, false
	}
	client, server := watch.Logs(c.LocalPort)
	if client == nil {
		return out, false
	}
	out = timeline.Trace{QUIC: true, Connection: c.ID, Client: t.hosts[0].Name(), Queue: t.queue}
	sides := [2]*quicSide{t.newSide(client), t.newSide(server)}
	for _, d := range t.grams {
		if d.far.String() != c.Server || c.Moved == 0 && int(d.near) != c.LocalPort {
			continue
		}
		out.Server = d.server
		me, peer := sides[way(d.up)], sides[1-way(d.up)]
		var in []quicnet.Packet
		in, me.packets = quicnet.Take(me.packets, d.payload)
		for _, p := range in {
			out.Segments = append(out.Segments, me.segment(d, &p, peer))
		}
	}
	name(sides, out.Segments)
	out.Sender = t.windows(server)
	return out, len(out.Segments) > 0
}

// quicSide is one end of a connection of QUIC as its packets are gone through.
type quicSide struct {
	packets []quicnet.Packet
	frames  map[int64][]quicnet.Frame  // by stream
	sent    int64                      // bytes of packets so far
	ends    map[string]map[int64]int64 // where a packet ends, by the space of its number and that
	upTo    map[int64]int64            // of each stream: how far it has been sent
	parts   [][]quicnet.Part           // of each segment of this end
	hellos  map[string][]quicnet.Part  // of TLS, by the type of their packets
}

func (t *Tracer) newSide(l *quicnet.Log) *quicSide {
	packets, _ := l.Sent()
	before := func(p quicnet.Packet) bool { return p.At.Before(t.began) }
	frames := map[int64][]quicnet.Frame{}
	for _, f := range l.Frames() {
		frames[f.Stream] = append(frames[f.Stream], f)
	}
	return &quicSide{
		packets: slices.DeleteFunc(slices.Clone(packets), before), frames: frames,
		hellos: map[string][]quicnet.Part{}, ends: map[string]map[int64]int64{}, upTo: map[int64]int64{},
	}
}

// packetTypes are the names of QUIC's packets as its RFC writes them.
var packetTypes = map[qlog.PacketType]string{
	qlog.PacketTypeInitial: "Initial", qlog.PacketTypeHandshake: "Handshake",
	qlog.PacketType0RTT: "0-RTT", qlog.PacketType1RTT: "1-RTT", qlog.PacketTypeRetry: "Retry",
}

// space is where a packet's number counts (RFC 9000 §12.3).
func space(kind string) string {
	if kind == "0-RTT" {
		return "1-RTT"
	}
	return kind
}

// segment is a packet at the times of its datagram.
func (s *quicSide) segment(d *datagram, p *quicnet.Packet, peer *quicSide) timeline.Segment {
	kind := packetTypes[p.Type]
	seg := timeline.Segment{
		Up: d.up, Sent: d.sent, Arrived: d.arrived, Dropped: d.dropped, Size: d.size,
		Flags: kind, Number: p.Number, Seq: s.sent, Bytes: p.Bytes, Timeout: p.Timeout, Timeouts: p.Timeouts,
	}
	s.sent = seg.End()
	if s.ends[space(kind)] == nil {
		s.ends[space(kind)] = map[int64]int64{}
	}
	s.ends[space(kind)][p.Number] = s.sent
	if p.Acked >= 0 {
		seg.Ack = peer.ends[space(kind)][p.Acked]
	}
	for _, part := range p.Crypto {
		seg.Carried += int(part.Length)
		seg.Again = seg.Again || s.hello(kind, part)
		if part.Offset == 0 {
			seg.Messages = append(seg.Messages, handshakeOf(d.up, kind))
		}
	}
	for _, part := range p.Parts {
		seg.Carried += int(part.Length)
		seg.Again = seg.Again || part.Length > 0 && part.Offset < s.upTo[part.Stream]
		s.upTo[part.Stream] = max(s.upTo[part.Stream], part.Offset+part.Length)
	}
	if p.Done {
		seg.Messages = append(seg.Messages, "HANDSHAKE_DONE")
	}
	s.parts = append(s.parts, p.Parts)
	return seg
}

// hello notes a part of TLS's messages, whose parts come in any order, and says
// whether some of it was sent before.
func (s *quicSide) hello(kind string, part quicnet.Part) bool {
	before := slices.ContainsFunc(s.hellos[kind], func(h quicnet.Part) bool {
		return h.Offset < part.Offset+part.Length && part.Offset < h.Offset+h.Length
	})
	s.hellos[kind] = append(s.hellos[kind], part)
	return before
}

// handshakeOf is what of TLS's handshake the packets of a type carry (RFC 9001
// §4.1.4).
func handshakeOf(up bool, kind string) string {
	switch {
	case up && kind == "Initial":
		return "ClientHello"
	case kind == "Initial":
		return "ServerHello"
	case up && kind == "Handshake":
		return "Finished"
	case kind == "Handshake":
		return "EncryptedExtensions … Finished"
	}
	return "NewSessionTicket"
}

// name gives packets the names of HTTP/3's frames that begin in them.
func name(sides [2]*quicSide, segments []timeline.Segment) {
	paths := map[int64]string{}
	for stream, frames := range sides[0].frames {
		paths[stream] = frames[0].Path
	}
	var at [2]int
	for i := range segments {
		seg := &segments[i]
		me := sides[way(seg.Up)]
		parts := me.parts[at[way(seg.Up)]]
		at[way(seg.Up)]++
		for _, p := range parts {
			for _, f := range me.frames[p.Stream] {
				if p.Offset <= f.Offset && f.Offset < p.Offset+p.Length {
					seg.Messages = append(seg.Messages, frameName(&f, paths))
				}
			}
		}
	}
}

func frameName(f *quicnet.Frame, paths map[int64]string) string {
	switch {
	case f.Settings:
		return "SETTINGS"
	case f.Method != "":
		return f.Method + " " + f.Path
	}
	return fmt.Sprintf("%s %s", f.Status, paths[f.Stream])
}

// windows are what the server's QUIC allowed itself.
func (t *Tracer) windows(l *quicnet.Log) (out []timeline.Sender) {
	_, windows := l.Sent()
	var last time.Duration
	for _, w := range windows {
		if w.At.Before(t.began) {
			continue
		}
		s := timeline.Sender{Time: w.At.Sub(t.began), Cwnd: w.Size, InFlight: w.InFlight, SRTT: w.Smoothed}
		if w.RTT != last {
			s.Sample, last = w.RTT, w.RTT
		}
		out = append(out, s)
	}
	return out
}
