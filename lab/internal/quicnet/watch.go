package quicnet

import (
	"sync"
	"time"

	h3log "github.com/quic-go/quic-go/http3/qlog"
	"github.com/quic-go/quic-go/qlog"
	"github.com/quic-go/quic-go/qlogwriter"
)

// Watch remembers what each end of each connection has sent and what its window
// was: why a byte was not there yet is asked later. Its methods may be called
// from any goroutine.
type Watch struct {
	mu   sync.Mutex
	logs map[string]*[2]*Log // by the ID that both ends know, then by End
}

// NewWatch makes one without connections.
func NewWatch() *Watch { return &Watch{logs: map[string]*[2]*Log{}} }

// Log is what one end has done, in order.
type Log struct {
	mu      sync.Mutex
	port    uint16 // of its own
	packets []Packet
	windows []Window
	expired []time.Time
	frames  frames
	probe   probe
}

// Packet is one packet of QUIC; a datagram may have several.
type Packet struct {
	At     time.Time
	Bytes  int // of all of it
	Parts  []Part
	Type   qlog.PacketType
	Number int64  // in the space of its type
	Acked  int64  // the newest of the peer's of that space that it acknowledges; -1: it acknowledges none
	Crypto []Part // of TLS's messages, which have a stream of their own for each type
	Done   bool   // it says that the handshake is confirmed

	// Timeout is how long nothing was acknowledged, so that it was sent as a probe
	// (RFC 9002 §6.2); 0: it is none. Timeouts is how many in a row that were.
	Timeout  time.Duration
	Timeouts int
}

// Part is some bytes of a stream in a packet.
type Part struct {
	Stream, Offset, Length int64
}

// Window is a sender's congestion window from a time on, in bytes, and what of
// it is under way.
type Window struct {
	At             time.Time
	Size, InFlight int
	RTT, Smoothed  time.Duration // the last that was measured, and the average; 0: none yet
}

// Logs are those of the connections whose client has that port: client and
// server. A port is used again, if ever, long after.
func (w *Watch) Logs(port int) (client, server *Log) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, ends := range w.logs {
		if c := ends[Client]; c != nil && ends[Server] != nil && int(c.localPort()) == port {
			return c, ends[Server]
		}
	}
	return nil, nil
}

func (l *Log) localPort() uint16 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.port
}

// Sent are the packets so far, and the windows.
func (l *Log) Sent() ([]Packet, []Window) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.packets, l.windows
}

// Timeouts are the times at which its probe timeout expired (RFC 9002 §6.2).
func (l *Log) Timeouts() []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.expired
}

func (w *Watch) log(end End, id string) *Log {
	w.mu.Lock()
	defer w.mu.Unlock()
	ends := w.logs[id]
	if ends == nil {
		ends = new([2]*Log)
		w.logs[id] = ends
	}
	ends[end] = &Log{}
	return ends[end]
}

// AddProducer makes a Log a qlogwriter.Trace: quic-go's own tracer is what it
// listens to.
func (l *Log) AddProducer() qlogwriter.Recorder { return l }

// Close does nothing: what was noted stays.
func (l *Log) Close() error { return nil }

// RecordEvent notes what a Log is for.
func (l *Log) RecordEvent(e qlogwriter.Event) {
	switch e := e.(type) {
	case qlog.StartedConnection:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.port = e.Local.IPv4.Port()
	case qlog.PacketSent:
		p, eliciting := packetOf(&e)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.probe.sent(&p, eliciting)
		l.packets = append(l.packets, p)
	case qlog.TimerUpdated:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.probe.timer(e)
		if e.Type == qlog.TimerEventTypeExpired && e.TimerType == qlog.TimerTypePTO {
			l.expired = append(l.expired, time.Now())
		}
	case qlog.PTOCountUpdated:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.probe.count = int(e.PTOCount)
	case h3log.FrameCreated:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.frames.add(e)
	case qlog.MetricsUpdated:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.windows = append(l.windows, Window{time.Now(), e.CongestionWindow, e.BytesInFlight, e.LatestRTT, e.SmoothedRTT})
	}
}

// both is a trace that two listen to.
type both []qlogwriter.Trace

func (b both) AddProducer() qlogwriter.Recorder {
	var all recorders
	for _, t := range b {
		if r := t.AddProducer(); r != nil {
			all = append(all, r)
		}
	}
	return all
}

type recorders []qlogwriter.Recorder

func (r recorders) RecordEvent(e qlogwriter.Event) {
	for _, one := range r {
		one.RecordEvent(e)
	}
}

func (r recorders) Close() error {
	for _, one := range r {
		if err := one.Close(); err != nil {
			return err
		}
	}
	return nil
}
