package netem_test

import (
	"bytes"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// there runs a burst of datagrams, a millisecond apart, over a path with that
// way there and gives when which arrived.
func there(t *testing.T, d netem.Direction, count int) (got map[int]time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{Up: 10 * netem.Mbps, Queue: netem.Queue{Packets: count}}, netem.Path{RTT: 10 * ms, There: d})
		got = burst(t, n, a, b, count, 1250)
	})
	return got
}

// Gilbert's chain with Start p and End r: p/(p+r) of the packets are lost, in
// runs of 1/r on average. p = 0.01, r = 0.25: 3.85 % in runs of 4. The share's
// standard deviation over n packets is about sqrt(pi(1-pi)/n * (2-p-r)/(p+r)),
// 0.35 percentage points for n = 20000: four of these either way. The mean of
// 200 runs, geometric with deviation 3.5, is within four times 0.25.
func TestBursts(t *testing.T) {
	const count = 20000
	got := there(t, netem.Direction{Bursts: netem.Bursts{Start: 0.01, End: 0.25}}, count)
	lost, runs := 0, 0
	before := true
	for i := range count {
		_, ok := got[i]
		if !ok {
			lost++
			if before {
				runs++
			}
		}
		before = ok
	}
	require.InDelta(t, 0.0385, float64(lost)/count, 4*0.0035)
	require.InDelta(t, 4, float64(lost)/float64(runs), 1)
}

// Within a burst Bad of the packets are lost and outside Good.
func TestBurstsOfSomeLoss(t *testing.T) {
	const count = 20000 // half of them in bursts: (0.5 + 0.1) / 2
	got := there(t, netem.Direction{Bursts: netem.Bursts{Start: 0.5, End: 0.5, Bad: 0.5, Good: 0.1}}, count)
	require.InDelta(t, 0.7, float64(len(got))/count, 0.02)
}

func TestScriptedDrops(t *testing.T) {
	got := there(t, netem.Direction{Drop: netem.Drops{Packets: []int{3, 1, 10}}}, 10)
	require.Len(t, got, 7)
	for _, i := range []int{0, 2, 9} {
		require.NotContains(t, got, i)
	}
}

// The first SYN of every connection is lost: connect takes 1 s more, the
// initial retransmission timeout (RFC 6298 §2).
func TestDropEverySYN(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{})
		require.NoError(t, n.Path(a, b, netem.Path{RTT: 230 * ms, There: netem.Direction{Drop: netem.Drops{Packets: []int{1}, EachFlow: true}}}))
		serve(t, b, func(*netem.Conn) {})
		for range 3 {
			start := time.Now()
			_, err := a.Dial("tcp", "server.example:80")
			require.NoError(t, err)
			require.Equal(t, 1230*ms, time.Since(start).Truncate(10*time.Microsecond))
		}
	})
}

// The second packet with data is lost once and sent again.
func TestDropData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms, Back: netem.Direction{Drop: netem.Drops{Packets: []int{2}, DataOnly: true}}})
		var lost, again []int64
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Dropped {
				lost = append(lost, e.Segment.Seq)
			}
			if e.Kind == netem.Sent && e.Segment.Again {
				again = append(again, e.Segment.Seq)
			}
		})
		c, s := connect(t, a, b)
		_, err := s.Write(make([]byte, 8*1448))
		require.NoError(t, err)
		_, err = io.ReadFull(c, make([]byte, 8*1448))
		require.NoError(t, err)
		require.Equal(t, []int64{1 + 1448}, lost)
		require.Equal(t, lost, again)
	})
}

func TestDuplicates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 10 * ms, There: netem.Direction{Duplicate: 1}})
		delivered, made := map[uint64]int{}, 0
		n.Observe(func(e netem.Event) {
			switch e.Kind {
			case netem.Delivered:
				delivered[e.Packet]++
			case netem.Duplicated:
				made++
			}
		})
		require.Len(t, burst(t, n, a, b, 10, 100), 10)
		require.Len(t, delivered, 20)
		require.Equal(t, 10, made)
	})
}

// A packet that is late by 2.5 ms among others 1 ms apart is overtaken by two.
func TestReordering(t *testing.T) {
	got := there(t, netem.Direction{Reorder: netem.Reorder{Probability: 0.1, Delay: 2500 * time.Microsecond}}, 1000)
	require.Len(t, got, 1000)
	late := 0
	for i := range 1000 {
		switch delay := (got[i] - time.Duration(i+1)*ms).Truncate(100 * time.Microsecond); delay {
		case 5 * ms:
		case 7500 * time.Microsecond:
			late++
		default:
			t.Fatal(i, delay)
		}
	}
	require.InDelta(t, 100, late, 4*9.5) // sqrt(1000 * 0.1 * 0.9) = 9.5
}

// A stream survives all of it together.
func TestStreamOverABadPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := netem.Direction{
			Loss: 0.02, Bursts: netem.Bursts{Start: 0.005, End: 0.3}, Duplicate: 0.05,
			Reorder: netem.Reorder{Probability: 0.05, Delay: 7 * ms},
		}
		_, a, b := pairOf(t, netem.Link{Down: 20 * netem.Mbps, Queue: netem.Queue{CoDel: true}}, netem.Path{RTT: 20 * ms, Jitter: 3 * ms, There: bad, Back: bad})
		c, s := connect(t, a, b)
		sent := make([]byte, 1<<20)
		for i := range sent {
			sent[i] = byte(i ^ i>>8 ^ i>>16)
		}
		go func() {
			s.Write(sent)
			s.Close()
		}()
		got, err := io.ReadAll(c)
		require.NoError(t, err)
		require.True(t, bytes.Equal(sent, got))
	})
}
