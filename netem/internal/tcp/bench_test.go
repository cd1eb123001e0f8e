package tcp

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// wire carries segments between two connections with nothing around them, so
// that a benchmark measures the connections alone. Each crossing takes delay.
type wire struct {
	now    time.Duration
	delay  time.Duration
	a, b   *Conn
	ab, ba []Segment
}

func newWire(cfg *Config, delay time.Duration) *wire {
	w := &wire{delay: delay, a: Client(cfg, 0)}
	var syn Segment
	w.a.Next(0, &syn)
	w.b = Server(cfg, 0, &syn)
	w.turn()
	w.turn()
	return w
}

func collect(c *Conn, now time.Duration, to []Segment) []Segment {
	for {
		to = append(to, Segment{})
		if !c.Next(now, &to[len(to)-1]) {
			return to[:len(to)-1]
		}
	}
}

// turn lets b send, a take it, and the other way round: one round trip.
func (w *wire) turn() {
	w.ba = collect(w.b, w.now, w.ba[:0])
	w.now += w.delay
	w.ab = w.ab[:0]
	for i := range w.ba {
		w.a.Input(w.now, &w.ba[i])
		w.ab = collect(w.a, w.now, w.ab)
	}
	w.ab = collect(w.a, w.now, w.ab)
	w.now += w.delay
	w.ba = w.ba[:0]
	for i := range w.ab {
		w.b.Input(w.now, &w.ab[i])
		w.ba = collect(w.b, w.now, w.ba)
	}

	if len(w.ba) > 0 {
		w.flip()
	}
}

// flip delivers what b sent in answer.
func (w *wire) flip() {
	for i := range w.ba {
		w.a.Input(w.now, &w.ba[i])
	}
}

// BenchmarkSegment is one data segment sent and received, with its share of
// ACKs, of writing and of reading.
func BenchmarkSegment(b *testing.B) {
	for _, cc := range Congestions() {
		b.Run(cc, func(b *testing.B) {
			b.ReportAllocs()
			w := newWire(&Config{Congestion: cc}, 10*time.Millisecond)
			in, out := make([]byte, 64<<10), make([]byte, 64<<10)
			b.SetBytes(1448)
			b.ResetTimer()
			for read := 0; read < b.N*1448; {
				for w.a.Write(in) > 0 {
				}
				w.ab = collect(w.a, w.now, w.ab[:0])
				w.now += w.delay
				w.ba = w.ba[:0]
				for i := range w.ab {
					w.b.Input(w.now, &w.ab[i])
					for n := w.b.Read(w.now, out); n > 0; n = w.b.Read(w.now, out) {
						read += n
					}
					w.ba = collect(w.b, w.now, w.ba)
				}
				w.now += w.delay
				for i := range w.ba {
					w.a.Input(w.now, &w.ba[i])
				}
				if at := min(w.a.Deadline(), w.b.Deadline()); len(w.ab) == 0 && at < Never {
					w.now = at
					w.a.Timer(at)
					w.b.Timer(at)
				}
			}
		})
	}
}

// An idle pair costs less than 2 KB with what the network around it keeps.
func TestIdleConnectionIsSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(Conn{}), uintptr(600))
	const pairs = 1000
	keep := make([]*wire, pairs)
	cfg := &Config{}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var conns [2 * pairs]*Conn
	for i := range keep {
		w := newWire(cfg, time.Millisecond)
		require.Equal(t, Established, w.a.State())
		require.Equal(t, Established, w.b.State())
		conns[2*i], conns[2*i+1] = w.a, w.b
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	per := (after.HeapAlloc - before.HeapAlloc) / pairs
	t.Logf("%d bytes a pair, %d a Conn, %d a sender", per, unsafe.Sizeof(Conn{}), unsafe.Sizeof(sender{}))
	require.Less(t, per, uint64(1400))
	runtime.KeepAlive(&conns)
}
