package browser

import (
	"encoding/binary"
	"maps"
	"net"
	"sync"
	"time"

	"golang.org/x/net/http2"

	"rttlab/lab/timeline"
)

// watched is a connection of HTTP/2, above its TLS, that notes whose bytes come
// on it and when each stream was asked for: a response is late because of what
// came before it. It goes by the frames' headers and copies nothing.
type watched struct {
	net.Conn
	secure bool

	mu    sync.Mutex // between who reads, who writes and who asks; held for no wait
	in    frameReader
	out   frameReader
	parts []streamPart
	bytes int64
	reads []reading
	asked []asked // in the order in which streams were opened by requests
}

type streamPart struct {
	stream uint32
	bytes  int64
}

type reading struct {
	at    time.Time
	bytes int64
}

type asked struct {
	stream uint32
	at     time.Time
}

// frameReader follows the frames of one direction (RFC 9113 §4.1).
type frameReader struct {
	skip   int // bytes that are left of the client's preface
	head   [frameHeader]byte
	got    int // of head
	left   int // of the frame's payload
	stream uint32
}

// watch is c, watched where somebody wants to know.
func (cfg *Config) watch(c net.Conn, s *setup) net.Conn {
	if !cfg.Shares {
		return c
	}
	s.watch = &watched{Conn: c, secure: cfg.TLS != nil, out: frameReader{skip: len(http2.ClientPreface)}}
	return s.watch
}

// next takes the next bytes of one frame, or of its header, off p. It says how
// many those are and whether a header is complete with them.
func (f *frameReader) next(p []byte) (n int, begins bool) {
	switch {
	case f.skip > 0:
		n = min(f.skip, len(p))
		f.skip -= n
	case f.left > 0:
		n = min(f.left, len(p))
		f.left -= n
	default:
		n = copy(f.head[f.got:], p)
		f.got += n
		if f.got == frameHeader {
			f.got = 0
			f.left = int(f.head[0])<<16 + int(f.head[1])<<8 + int(f.head[2])
			f.stream = binary.BigEndian.Uint32(f.head[5:]) &^ (1 << 31)
			return n, true
		}
	}
	return n, false
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	for rest := p[:n]; len(rest) > 0; {
		k, begins := w.in.next(rest)
		if begins {
			w.part(w.in.stream, frameHeader)
		} else if w.in.got == 0 {
			w.part(w.in.stream, int64(k))
		}
		rest = rest[k:]
	}
	if w.secure && n > 0 {
		now := time.Now()
		if last := len(w.reads) - 1; last >= 0 && w.reads[last].at.Equal(now) {
			w.reads[last].bytes = w.bytes
		} else {
			w.reads = append(w.reads, reading{now, w.bytes})
		}
	}
	return n, err
}

func (w *watched) part(stream uint32, bytes int64) {
	w.bytes += bytes
	if last := len(w.parts) - 1; last >= 0 && w.parts[last].stream == stream {
		w.parts[last].bytes += bytes
		return
	}
	w.parts = append(w.parts, streamPart{stream, bytes})
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	for rest := p[:n]; len(rest) > 0; {
		k, begins := w.out.next(rest)
		if begins && http2.FrameType(w.out.head[3]) == http2.FrameHeaders {
			w.asked = append(w.asked, asked{w.out.stream, time.Now()})
		}
		rest = rest[k:]
	}
	return n, err
}

// shares says of the connection's bytes which resource they were of: sent are
// those that were asked for on it in this load, after before others, and pushed
// those that came without.
func (w *watched) shares(sent []int, before int, pushed map[uint32]int, start time.Time) timeline.Shares {
	w.mu.Lock()
	defer w.mu.Unlock()
	owner := map[uint32]int{}
	s := timeline.Shares{Asked: map[int]time.Duration{}}
	for i, a := range w.asked[min(before, len(w.asked)):] {
		if i < len(sent) {
			owner[a.stream] = sent[i]
			s.Asked[sent[i]] = a.at.Sub(start)
		}
	}
	maps.Copy(owner, pushed)
	for _, p := range w.parts {
		id, ok := owner[p.stream]
		if !ok {
			id = -1
		}
		s.Parts = append(s.Parts, timeline.Part{Resource: id, Bytes: p.bytes})
	}
	for _, r := range w.reads {
		s.Samples = append(s.Samples, timeline.Sample{At: r.at.Sub(start), Bytes: r.bytes})
	}
	return s
}

// pushed are the resources that came on a connection without having been asked
// for, by their streams.
func (l *load) pushed(c *link) map[uint32]int {
	push, ok := c.conn.(*pushConn)
	if !ok {
		return nil
	}
	push.mu.Lock()
	defer push.mu.Unlock()
	out := map[uint32]int{}
	for _, f := range l.fetches {
		if f == nil || !f.pushed || f.link != c {
			continue
		}
		if stream, ok := push.pushed[f.res.URL("").RequestURI()]; ok {
			out[stream] = f.res.ID
		}
	}
	return out
}

// streams are those of QUIC that a load's requests went out on: a client's
// bidirectional ones have every fourth number (RFC 9000 §2.1), in the order in
// which they are opened.
func (c *link) streams() map[int]int64 {
	out := map[int]int64{}
	for i, id := range c.sent {
		out[id] = int64(4 * (c.before + i))
	}
	return out
}
