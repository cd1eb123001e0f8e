package quicnet

import (
	"sync"
	"time"

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
}

// Packet is one packet of QUIC; a datagram may have several.
type Packet struct {
	At    time.Time
	Bytes int // of all of it
	Parts []Part
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
		p := Packet{At: time.Now(), Bytes: e.Raw.Length}
		for _, f := range e.Frames {
			if s, ok := f.Frame.(*qlog.StreamFrame); ok {
				p.Parts = append(p.Parts, Part{int64(s.StreamID), s.Offset, s.Length})
			}
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		l.packets = append(l.packets, p)
	case qlog.TimerUpdated:
		if e.Type == qlog.TimerEventTypeExpired && e.TimerType == qlog.TimerTypePTO {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.expired = append(l.expired, time.Now())
		}
	case qlog.MetricsUpdated:
		l.mu.Lock()
		defer l.mu.Unlock()
		l.windows = append(l.windows, Window{time.Now(), e.CongestionWindow, e.BytesInFlight})
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
