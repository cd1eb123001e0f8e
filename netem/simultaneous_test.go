package netem_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// A fifth of a crowd at a time dial, as a listener's backlog allows, then all
// say something at once. Each takes a round trip and the ticks at which what
// was written leaves, however many others there are.
func TestSimultaneous(t *testing.T) {
	const clients, atOnce, rtt = crowd, crowd / 5, 10 * ms
	synctest.Test(t, func(t *testing.T) {
		_, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: rtt})
		serve(t, b, func(c *netem.Conn) {
			io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c})
			c.Close()
		})
		begin := time.Now().Add(time.Second)
		dials, echoes := make([]time.Duration, clients), make([]time.Duration, clients)
		var wg sync.WaitGroup
		for i := range clients {
			wg.Go(func() {
				start := begin.Add(time.Duration(i/atOnce) * 50 * ms)
				time.Sleep(time.Until(start))
				c, err := a.Dial("tcp", "server.example:80")
				require.NoError(t, err)
				defer c.Close()
				dials[i] = time.Since(start)
				time.Sleep(time.Until(begin.Add(time.Second)))
				_, err = c.Write([]byte("x"))
				require.NoError(t, err)
				_, err = c.Read(make([]byte, 1))
				require.NoError(t, err)
				echoes[i] = time.Since(begin.Add(time.Second))
			})
		}
		wg.Wait()
		for i := range clients {
			require.Equal(t, rtt+time.Microsecond, dials[i])    // the SYN leaves at the next tick
			require.Equal(t, rtt+2*time.Microsecond, echoes[i]) // and so does what either end writes
		}
	})
}

// What becomes of those who do the same thing at the same instant does not depend
// on the order in which Go runs them: the packets are the same. Those who
// dial the same port are alike until they have a connection, so here they ask
// for the same; those who dial others are told apart. Everybody lets others go
// first a random number of times before each call.
func TestSimultaneousDialsRepeat(t *testing.T) {
	for _, tc := range []struct {
		name     string
		ports    int
		distinct bool
	}{{"alike", 1, false}, {"of different ports", 24, true}} {
		run := func() string {
			h := sha256.New()
			synctest.Test(t, func(t *testing.T) {
				n, a, b := pairOf(t, netem.Link{Down: 8 * netem.Mbps, Up: 2 * netem.Mbps}, netem.Path{RTT: 50 * ms, Jitter: 5 * ms, Loss: 0.2})
				n.Observe(func(e netem.Event) {
					fmt.Fprintln(h, e.Time, e.Kind, e.Packet, e.Src, e.Dst, e.Size, e.Reason, e.Segment.Seq, e.Segment.Ack, e.Segment.Window)
				})
				for port := range tc.ports {
					serveOn(t, b, fmt.Sprint(":", 80+port), func(c *netem.Conn) {
						defer c.Close()
						var k [1]byte
						for _, err := io.ReadFull(c, k[:]); err == nil; _, err = io.ReadFull(c, k[:]) {
							anyOrder()
							c.Write(make([]byte, int(k[0])*1000))
						}
					})
				}
				var wg sync.WaitGroup
				for i := range 24 {
					wg.Go(func() {
						anyOrder()
						c, err := a.Dial("tcp", fmt.Sprint("server.example:", 80+i%tc.ports))
						require.NoError(t, err)
						defer c.Close()
						for k := range 3 {
							size := 1 + k
							if tc.distinct {
								size += i
							}
							anyOrder()
							_, err := c.Write([]byte{byte(size)})
							require.NoError(t, err)
							_, err = io.ReadFull(c, make([]byte, size*1000))
							require.NoError(t, err)
						}
					})
				}
				wg.Wait()
			})
			return fmt.Sprintf("%x", h.Sum(nil))
		}
		t.Run(tc.name, func(t *testing.T) {
			first := run()
			for _, procs := range []int{1, 2} {
				func() {
					defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
					for range 10 {
						require.Equal(t, first, run())
					}
				}()
			}
		})
	}
}

func anyOrder() {
	for range rand.IntN(4) {
		runtime.Gosched()
	}
}
