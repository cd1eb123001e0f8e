package netem_test

import (
	"io"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// bubble runs f in virtual time from a benchmark.
func bubble(f func(t *testing.T)) { synctest.Test(&testing.T{}, f) }

// BenchmarkTransfer sends 64 MiB at 100 Mbit/s over an RTT of 100 ms in
// virtual time: as Linux does, and with a window that fills the path from the
// start, which leaves only the rate to wait for. Who reads is woken by each
// segment, or expects all.
func BenchmarkTransfer(b *testing.B) {
	b.Run("linux", func(b *testing.B) { transfer(b, netem.TCP{}, false) })
	b.Run("linux,expected", func(b *testing.B) { transfer(b, netem.TCP{}, true) })
	b.Run("full-window", func(b *testing.B) {
		took := transfer(b, netem.TCP{InitialWindow: 900, ReceiveBuffer: 8 << 20}, false)
		packets := float64(transferSize) / 1448
		rate := (float64(transferSize) + 52*packets) * 8 / 100e6
		require.InEpsilon(b, rate+0.05, took.Seconds(), 0.01)
	})
}

const transferSize = 64 << 20

func transfer(b *testing.B, settings netem.TCP, expected bool) (took time.Duration) {
	const size = transferSize
	for b.Loop() {
		bubble(func(t *testing.T) {
			n := netem.New(netem.Config{TCP: settings})
			defer n.Close()
			phone := n.Host("phone", netem.Link{Down: 100 * netem.Mbps, Up: 20 * netem.Mbps})
			shop := n.Host("shop", netem.Link{})
			require.NoError(b, n.Path(phone, shop, netem.Path{RTT: 100 * time.Millisecond}))
			c, s := connect(t, phone, shop)
			start := time.Now()
			go func() {
				buf := make([]byte, 64<<10)
				for left := size; left > 0; {
					k, err := s.Write(buf[:min(left, len(buf))])
					if err != nil {
						panic(err)
					}
					left -= k
				}
				s.Close()
			}()
			if expected {
				c.Expect(size)
			}
			buf := make([]byte, 64<<10)
			var total int
			for {
				k, err := c.Read(buf)
				total += k
				if err == io.EOF {
					break
				}
				if err != nil {
					panic(err)
				}
			}
			if total != size {
				panic(total)
			}
			took = time.Since(start)
			c.Close()
		})
	}
	b.ReportMetric(took.Seconds(), "virtual-s")
	return took
}

// BenchmarkMessage writes and reads 1 KiB without emulation, beside net.Pipe.
func BenchmarkMessage(b *testing.B) {
	run := func(b *testing.B, w, r net.Conn) {
		go func() {
			buf := make([]byte, 1024)
			for {
				if _, err := w.Write(buf); err != nil {
					return
				}
			}
		}()
		b.SetBytes(1024)
		buf := make([]byte, 1024)
		for b.Loop() {
			if _, err := io.ReadFull(r, buf); err != nil {
				b.Fatal(err)
			}
		}
		w.Close()
		r.Close()
	}
	b.Run("netem", func(b *testing.B) {
		c, s := unemulated(b)
		run(b, c, s)
	})
	b.Run("netem-one-goroutine", func(b *testing.B) {
		c, s := unemulated(b)
		buf := make([]byte, 1024)
		for b.Loop() {
			c.Write(buf)
			io.ReadFull(s, buf)
		}
	})
	b.Run("net.Pipe", func(b *testing.B) {
		c, s := net.Pipe()
		run(b, c, s)
	})
}

// unemulated is a connection between hosts with no path between them.
func unemulated(b *testing.B) (c, s *netem.Conn) {
	n := netem.New(netem.Config{})
	b.Cleanup(func() { n.Close() })
	return connect(b, n.Host("client", netem.Link{}), n.Host("server.example", netem.Link{}))
}

// BenchmarkIdlePair gives the memory of an idle connection, both ends.
func BenchmarkIdlePair(b *testing.B) {
	const pairs = 1000
	for b.Loop() {
		bubble(func(t *testing.T) {
			_, phone, shop := pairOf(t, netem.Link{Down: 100 * netem.Mbps, Up: 20 * netem.Mbps}, netem.Path{RTT: 100 * time.Millisecond})
			ln, err := shop.Listen("tcp", ":80")
			require.NoError(b, err)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			goroutines := runtime.NumGoroutine()
			for range pairs {
				_, err := phone.Dial("tcp", "server.example:80")
				require.NoError(b, err)
				_, err = ln.Accept()
				require.NoError(b, err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/pairs, "B/pair")
			b.ReportMetric(float64(runtime.NumGoroutine()-goroutines), "goroutines")
			ln.Close()
		})
	}
}
