package capture

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"rttlab/netem"
)

// Recorder keeps what passes a host until it is written. Its methods may be
// called from any goroutine.
//
// It holds every packet in memory: the keys of TLS, which come in the course of
// a load, have to stand in the file before the packets that they open.
type Recorder struct {
	hosts []*netem.Host
	seed  uint64
	epoch time.Time // of the network: Event.Time 0

	mu      sync.Mutex
	stopped bool
	packets []packet
	sent    map[uint64]int // index in packets by number, of what the host sent
	missed  []string       // comments that wait for the next packet
	keys    []byte
}

// packet is a packet in the file.
type packet struct {
	event    netem.Event
	comments []string
}

// New records what passes a host from now on; several hosts are one computer
// behind several access links. The seed is what the numbers that netem leaves
// out are derived from.
func New(n *netem.Network, seed uint64, hosts ...*netem.Host) *Recorder {
	r := &Recorder{hosts: hosts, seed: seed, epoch: time.Now().Add(-n.Now()), sent: map[uint64]int{}}
	n.Observe(r.observe)
	return r
}

// KeyLog is where TLS is to write its secrets: tls.Config.KeyLogWriter.
func (r *Recorder) KeyLog() io.Writer { return keyLog{r} }

type keyLog struct{ r *Recorder }

func (k keyLog) Write(line []byte) (int, error) {
	k.r.mu.Lock()
	defer k.r.mu.Unlock()
	k.r.keys = append(k.r.keys, line...)
	return len(line), nil
}

// Stop ends the recording.
func (r *Recorder) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
}

func (r *Recorder) observe(e netem.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped {
		return
	}
	switch {
	case e.Kind == netem.Sent && r.has(e.From):
		r.sent[e.Packet] = len(r.packets)
		r.add(e)
	case e.Kind == netem.Delivered && r.has(e.To):
		r.add(e)
	case e.Kind != netem.Dropped:
	case r.has(e.From):
		if i, ok := r.sent[e.Packet]; ok {
			p := &r.packets[i]
			p.comments = append(p.comments, fmt.Sprintf("dropped: %s, %v after it was sent", e.Reason, e.Time-p.event.Time))
		}
	case r.has(e.To) && arrived(e.Reason):
		r.add(e)
		p := &r.packets[len(r.packets)-1]
		p.comments = append(p.comments, fmt.Sprintf("arrived and dropped: %s", e.Reason))
	case r.has(e.To):
		r.missed = append(r.missed, missing(&e))
	}
}

func (r *Recorder) has(h *netem.Host) bool { return slices.Contains(r.hosts, h) }

func (r *Recorder) add(e netem.Event) {
	r.packets = append(r.packets, packet{event: e, comments: r.missed})
	r.missed = nil
}

// arrived says whether a packet dropped for this reason had come to its host,
// which did not want it.
func arrived(why netem.Reason) bool {
	return why == netem.NoSocket || why == netem.BufferFull || why == netem.BacklogFull
}

// missing describes a packet that is not in the file.
func missing(e *netem.Event) string {
	text := fmt.Sprintf("before this, packet %d from %v to %v", e.Packet, e.Src, e.Dst)
	if s := &e.Segment; e.Protocol == "tcp" {
		text += fmt.Sprintf(" (seq %d, %d bytes of data)", s.Seq, len(s.Data))
	} else {
		text += fmt.Sprintf(" (%d bytes of data)", len(e.Data))
	}
	return fmt.Sprintf("%s was dropped at %v: %s", text, e.Time, e.Reason)
}
