package netem_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Whoever expects much gets it at once, when the last of it arrives, and the
// packets are those of a reader that comes for every segment: the ACKs, the
// windows and the times.
func TestExpect(t *testing.T) {
	for _, loss := range []float64{0, 0.01} {
		testExpect(t, loss)
	}
}

func testExpect(t *testing.T, loss float64) {
	for _, size := range []int{2, 1448, 1449, 10000, 300000, 3000000} {
		for _, buffer := range []int{1, 1000, 16 << 10, 1 << 20} {
			if size/buffer > 3000 {
				continue
			}
			t.Run(fmt.Sprintf("size=%d,buffer=%d,loss=%v", size, buffer, loss), func(t *testing.T) {
				type outcome struct {
					packets string
					done    time.Duration
				}
				run := func(expect bool) (out outcome, reads int) {
					h := sha256.New()
					synctest.Test(t, func(t *testing.T) {
						n, a, b := pairOf(t, netem.Link{Down: 20 * netem.Mbps, Up: 5 * netem.Mbps}, netem.Path{RTT: 40 * ms, Loss: loss, Jitter: ms})
						n.Observe(func(e netem.Event) {
							fmt.Fprintln(h, e.Time, e.Kind, e.Packet, e.Src, e.Size, e.Reason, e.Segment.Flags, e.Segment.Seq, e.Segment.Ack, e.Segment.Window)
						})
						c, s := connect(t, a, b)
						_, err := s.Write(make([]byte, min(size, 1000)))
						require.NoError(t, err)
						go func() {
							if size > 1000 {
								s.Write(make([]byte, size-1000))
							}
						}()
						if expect {
							c.Expect(size)
						}
						buf := make([]byte, buffer)
						for left := size; left > 0; reads++ {
							k, err := c.Read(buf)
							require.NoError(t, err)
							if expect && loss == 0 && size < 1000000 { // what came last may not have fitted; the queue is not full before that
								require.Greater(t, k, min(left-1, buffer-1448))
							}
							left -= k
						}
						out.done = n.Now()
						time.Sleep(time.Second)
					})
					out.packets = fmt.Sprintf("%x", h.Sum(nil))
					return out, reads
				}
				plain, each := run(false)
				together, once := run(true)
				require.Equal(t, plain.done, together.done)
				if buffer > 1000 { // a smaller one leaves some of what arrived for a next Read
					require.Equal(t, plain, together)
				}
				require.LessOrEqual(t, once, each)
				if buffer > 2*1448 && loss == 0 && size < 1000000 {
					require.LessOrEqual(t, once, size/(buffer-1448)+1)
				}
			})
		}
	}
}

// What ends a Read early gives what has come, and the next says why.
func TestExpectTooMuch(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(c, s *netem.Conn)
		want error
	}{
		{"FIN", func(_, s *netem.Conn) { s.CloseWrite() }, io.EOF},
		{"deadline", func(c, _ *netem.Conn) { c.SetReadDeadline(time.Now().Add(100 * ms)) }, os.ErrDeadlineExceeded},
		{"deadline that has passed", func(c, _ *netem.Conn) { c.SetReadDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded},
		{"CloseRead", func(c, _ *netem.Conn) { c.CloseRead() }, io.EOF},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 40 * ms})
				c, s := connect(t, a, b)
				s.Write(make([]byte, 500))
				time.AfterFunc(100*ms, func() { tc.end(c, s) })
				c.Expect(1000)
				k, err := c.Read(make([]byte, 2000))
				require.NoError(t, err)
				require.Equal(t, 500, k)
				_, err = c.Read(make([]byte, 2000))
				require.ErrorIs(t, err, tc.want)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) { // what was promised has been read: as ever again
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 40 * ms})
		c, s := connect(t, a, b)
		c.Expect(10)
		for _, size := range []int{10, 1, 2} {
			s.Write(make([]byte, size))
			k, err := c.Read(make([]byte, 100))
			require.NoError(t, err)
			require.Equal(t, size, k)
		}
	})
}
