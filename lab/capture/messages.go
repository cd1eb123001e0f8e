package capture

import (
	"cmp"
	"io"
	"slices"

	"rttlab/lab/internal/dissect"
	"rttlab/lab/timeline"
)

// KeyLog is where TLS is to write its secrets, so that what it hides has names
// too: tls.Config.KeyLogWriter.
func (t *Tracer) KeyLog() io.Writer { return tracerKeys{t} }

type tracerKeys struct{ t *Tracer }

func (k tracerKeys) Write(line []byte) (int, error) {
	k.t.mu.Lock()
	defer k.t.mu.Unlock()
	k.t.keys = append(k.t.keys, line...)
	return len(line), nil
}

// said is what a segment had in it.
type said struct {
	seq  int64
	data []byte
}

// stream puts together what one side has sent. What comes after a gap is left
// out. There is none but where the connection was there before the tracer.
func stream(all []said) []byte {
	const first = 1 // the SYN has 0
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b said) int { return cmp.Compare(a.seq, b.seq) })
	var out []byte
	for _, s := range sorted {
		switch next := first + int64(len(out)); {
		case s.seq > next:
			return out
		case s.seq+int64(len(s.data)) > next:
			out = append(out, s.data[next-s.seq:]...)
		}
	}
	return out
}

// name gives the segments the names of the messages that begin in them.
func (f *followed) name(segments []timeline.Segment, keys []byte) {
	up, down := dissect.Streams(stream(f.said[0]), stream(f.said[1]), keys)
	for i := range segments {
		s := &segments[i]
		all := down
		if s.Up {
			all = up
		}
		const first = 1
		from, _ := slices.BinarySearchFunc(all, s.Seq-first, func(m dissect.Message, at int64) int { return cmp.Compare(m.At, at) })
		for ; from < len(all) && all[from].At < s.End()-first; from++ {
			s.Messages = append(s.Messages, all[from].Name)
		}
	}
}
