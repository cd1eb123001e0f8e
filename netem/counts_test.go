package netem_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// Counts say what an observer would have added up, loss and retransmission
// included.
func TestCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, phone, shop := pairOf(t, netem.Link{Down: 10 * netem.Mbps, Up: netem.Mbps}, netem.Path{RTT: 20 * time.Millisecond, Loss: 0.05})
		want := map[*netem.Host]*netem.Counts{phone: {}, shop: {}}
		n.Observe(func(e netem.Event) {
			from, to := want[e.From], want[e.To]
			switch e.Kind {
			case netem.Sent:
				from.PacketsSent++
				from.BytesSent += int64(e.Size)
				if e.Segment.Again {
					from.Again++
				}
			case netem.Delivered:
				to.PacketsReceived++
				to.BytesReceived += int64(e.Size)
			case netem.Dropped:
				from.Lost++
			}
		})
		c, s := connect(t, phone, shop)
		go func() {
			s.Write(make([]byte, 200_000))
			s.Close()
		}()
		got := 0
		for buf := make([]byte, 1<<16); ; {
			k, err := c.Read(buf)
			got += k
			if err != nil {
				break
			}
		}
		c.Close()
		time.Sleep(time.Minute)
		require.Equal(t, 200_000, got)
		require.Equal(t, *want[phone], phone.Counts())
		require.Equal(t, *want[shop], shop.Counts())
		require.NotZero(t, shop.Counts().Lost)
		require.NotZero(t, shop.Counts().Again)
		require.Equal(t, shop.Counts().PacketsSent-shop.Counts().Lost, phone.Counts().PacketsReceived)
	})
}
