package quicnet

import (
	"slices"
	"time"

	h3log "github.com/quic-go/quic-go/http3/qlog"
	"github.com/quic-go/quic-go/qlog"
)

// packetOf is a packet as a Log has it, and whether it asks for an
// acknowledgement (RFC 9002 §2).
func packetOf(e *qlog.PacketSent) (p Packet, eliciting bool) {
	p = Packet{At: time.Now(), Bytes: e.Raw.Length, Type: e.Header.PacketType, Number: int64(e.Header.PacketNumber), Acked: -1}
	for _, f := range e.Frames {
		switch f := f.Frame.(type) {
		case *qlog.AckFrame:
			p.Acked = int64(f.AckRanges[0].Largest)
			continue
		case *qlog.ConnectionCloseFrame:
			continue
		case *qlog.StreamFrame:
			p.Parts = append(p.Parts, Part{int64(f.StreamID), f.Offset, f.Length})
		case *qlog.CryptoFrame:
			p.Crypto = append(p.Crypto, Part{0, f.Offset, f.Length})
		case *qlog.HandshakeDoneFrame:
			p.Done = true
		}
		eliciting = true
	}
	return p, eliciting
}

// probe finds out which packets are sent because a timeout ran out.
type probe struct {
	last  time.Time // that something was sent which asks for an acknowledgement
	due   time.Duration
	count int // timeouts in a row
}

func (p *probe) timer(e qlog.TimerUpdated) {
	if e.Type == qlog.TimerEventTypeExpired && e.TimerType == qlog.TimerTypePTO && !p.last.IsZero() {
		p.due = time.Since(p.last)
	}
}

func (p *probe) sent(packet *Packet, eliciting bool) {
	if !eliciting {
		return
	}
	if p.due > 0 {
		packet.Timeout, packet.Timeouts = p.due, p.count
	}
	p.due, p.last = 0, packet.At
}

// Frame is one of HTTP/3's that has a name: where it begins on its stream.
type Frame struct {
	Stream, Offset       int64
	Method, Path, Status string // of HEADERS
	Settings             bool
}

// frames are those of HTTP/3 that an end makes.
type frames struct {
	all  []Frame
	next map[int64]int64 // by stream: where the next one begins
}

func (f *frames) add(e h3log.FrameCreated) {
	if f.next == nil {
		f.next = map[int64]int64{}
	}
	stream := int64(e.StreamID)
	frame := Frame{Stream: stream, Offset: f.next[stream]}
	f.next[stream] += int64(e.Raw.Length)
	switch content := e.Frame.Frame.(type) {
	case h3log.HeadersFrame:
		for _, field := range content.HeaderFields {
			switch field.Name {
			case ":method":
				frame.Method = field.Value
			case ":path":
				frame.Path = field.Value
			case ":status":
				frame.Status = field.Value
			}
		}
		if frame.Method+frame.Status == "" {
			return // trailers
		}
	case h3log.SettingsFrame:
		frame.Settings = true
	default:
		return
	}
	f.all = append(f.all, frame)
}

// Frames are those of HTTP/3 so far that have names.
func (l *Log) Frames() []Frame {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.frames.all
}

// Take takes the first packets that are together so many bytes, a datagram, off
// a list. It looks a few further where the next are not: those on another socket.
func Take(packets []Packet, bytes int) (taken, rest []Packet) {
	const ahead = 16
	for from := range min(ahead, len(packets)) {
		sum := 0
		for to := from; to < len(packets) && sum < bytes; to++ {
			sum += packets[to].Bytes
			if sum != bytes {
				continue
			}
			taken = packets[from : to+1]
			if from == 0 {
				return taken, packets[to+1:]
			}
			return slices.Clone(taken), slices.Delete(slices.Clone(packets), from, to+1)
		}
	}
	return nil, packets
}
