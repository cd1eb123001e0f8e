package netem_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// flags writes a segment's control bits as tcpdump does.
func flags(s netem.Segment) string {
	var out strings.Builder
	for _, f := range []struct {
		set  bool
		name string
	}{
		{s.Flags&netem.SYN != 0, "S"},
		{s.Flags&netem.FIN != 0, "F"},
		{s.Flags&netem.RST != 0, "R"},
		{s.Flags&netem.ACK != 0, "."},
	} {
		if f.set {
			out.WriteString(f.name)
		}
	}
	return out.String()
}

// A connection packet by packet (RFC 9293 fig. 6 and 12): the handshake, a
// byte and its ACK, both FINs. Sizes are 20 bytes of IP, 20 of TCP, 12 of
// timestamps, and on a SYN 8 more.
func TestEventsOfAConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		var got []string
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Sent {
				require.NotNil(t, e.TCP)
				got = append(got, fmt.Sprint(e.Time.Round(ms), " ", e.From.Name()[:1], " ", flags(e.Segment), " ", e.Segment.Seq, " ", e.Segment.Ack, " ", e.Size))
			}
		})
		c, s := connect(t, a, b)
		_, err := c.Write([]byte("x"))
		require.NoError(t, err)
		_, err = s.Read(make([]byte, 1))
		require.NoError(t, err)
		time.Sleep(100 * ms)
		require.NoError(t, c.Close())
		_, err = s.Read(make([]byte, 1))
		require.Error(t, err)
		require.NoError(t, s.Close())
		time.Sleep(100 * ms)
		require.NoError(t, n.Err()) // a call that the observer's come before
		require.Equal(t, []string{
			"0s c S 0 0 60",
			"10ms s S. 0 1 60",
			"20ms c . 1 1 52",
			"30ms c . 1 1 53", // Accept has returned
			"40ms s . 1 2 52",
			"140ms c F. 2 1 52",
			"150ms s . 1 3 52",
			"150ms s F. 1 3 52",
			"160ms c . 3 2 52",
		}, got)
	})
}

// Events tell how deep a queue is, in the order of their times.
func TestEventsOfAQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{Up: netem.Mbps, Queue: netem.Queue{Packets: 2}}, netem.Path{RTT: 20 * ms})
		var got []string
		var last time.Duration
		n.Observe(func(e netem.Event) {
			require.GreaterOrEqual(t, e.Time, last)
			last = e.Time
			got = append(got, fmt.Sprint(e.Time.Round(ms), " ", e.Packet, " ", e.Kind, " ", e.Link, " ", e.QueuePackets, " ", e.Queue, " ", e.Reason))
		})
		burst(t, n, a, b, 4, 1000)
		require.Equal(t, []string{
			"0s 1 sent  0 0 ",
			"0s 2 sent  0 0 ",
			"0s 3 sent  0 0 ",
			"0s 4 sent  0 0 ",
			"0s 2 queued client up 1 1000 ",
			"0s 3 queued client up 2 2000 ",
			"0s 4 dropped client up 2 2000 queue full",
			"8ms 1 left client up 1 1000 ",
			"16ms 2 left client up 0 0 ",
			"18ms 1 delivered  0 0 ",
			"24ms 3 left client up 0 0 ",
			"26ms 2 delivered  0 0 ",
			"34ms 3 delivered  0 0 ",
		}, got)
	})
}

// An observer may use the network.
func TestObserverMayCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, a, b := pairOf(t, netem.Link{}, netem.Path{RTT: 20 * ms})
		cut := false
		n.Observe(func(e netem.Event) {
			if e.Kind == netem.Delivered && len(e.Data) > 0 && !cut {
				cut = true
				b.Down()
				require.Equal(t, b.Addr(), e.Dst.Addr())
			}
		})
		c, s := connect(t, a, b)
		_, err := c.Write([]byte("x"))
		require.NoError(t, err)
		_, err = s.Read(make([]byte, 1))
		require.NoError(t, err)
		_, err = c.Write([]byte("y"))
		require.NoError(t, err)
		require.NoError(t, s.SetReadDeadline(time.Now().Add(time.Second)))
		_, err = s.Read(make([]byte, 1))
		require.Error(t, err)
	})
}
