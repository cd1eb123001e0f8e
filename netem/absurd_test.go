package netem_test

import (
	"math"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// What cannot be is refused with a word, and not taken for something else.
func TestAbsurdSettings(t *testing.T) {
	const ever = time.Duration(math.MaxInt64)
	for want, cfg := range map[string]netem.Config{
		"netem: TCP.MSS of 12 bytes is too small: use at least 88 (TCP_MIN_MSS)":                                                        {TCP: netem.TCP{MSS: 12}},
		"netem: TCP.InitialWindow of 1000001 segments is too large: use at most 1000000":                                                {TCP: netem.TCP{InitialWindow: 1_000_001}},
		"netem: TCP.ReceiveBuffer of 9223372036854775807 bytes is too large: use at most 1073741824 (RFC 7323 §2.3)":                    {TCP: netem.TCP{ReceiveBuffer: math.MaxInt}},
		"netem: TCP.SendBuffer of 9223372036854775807 bytes is too large: use at most 1073741824 (RFC 7323 §2.3)":                       {TCP: netem.TCP{SendBuffer: math.MaxInt}},
		"netem: TCP.MaxWindow of 9223372036854775807 bytes is too large: use at most 1073741824 (RFC 7323 §2.3)":                        {TCP: netem.TCP{MaxWindow: math.MaxInt}},
		"netem: TCP.DelayedACK is -2ns: use a time from 0 to 1000h0m0s, or NoDelay":                                                     {TCP: netem.TCP{DelayedACK: -2}},
		"netem: TCP.MinRTO is -1ns: use a time from 0 to 2m0s (TCP_RTO_MAX)":                                                            {TCP: netem.TCP{MinRTO: -1}},
		"netem: TCP.MinRTO is 2562047h47m16.854775807s: use a time from 0 to 2m0s (TCP_RTO_MAX)":                                        {TCP: netem.TCP{MinRTO: ever}},
		"netem: KeepAlive: a keep-alive time of 9h6m8s is too long: use at most 9h6m7s (MAX_TCP_KEEPIDLE)":                              {KeepAlive: 32768 * time.Second},
		"netem: KeepAlive: a keep-alive time of 2562047h47m16.854775807s is too long: use at most 9h6m7s (MAX_TCP_KEEPIDLE)":            {KeepAlive: ever},
		"netem: KeepAliveConfig: a keep-alive interval of 2562047h47m16.854775807s is too long: use at most 9h6m7s (MAX_TCP_KEEPINTVL)": {KeepAliveConfig: net.KeepAliveConfig{Enable: true, Interval: ever}},
		"netem: KeepAliveConfig: 300 keep-alive probes are too many: use at most 127 (MAX_TCP_KEEPCNT)":                                 {KeepAliveConfig: net.KeepAliveConfig{Enable: true, Count: 300}},
	} {
		require.EqualError(t, netem.New(cfg).Err(), want)
	}
	for want, path := range map[string]netem.Path{
		"netem: path between a and b: RTT is 2562047h47m16.854775807s: use at most 1000h0m0s":                     {RTT: ever},
		"netem: path between a and b: Jitter is 2562047h47m16.854775807s: use at most 1000h0m0s":                  {Jitter: ever},
		"netem: path between a and b: DialDelay is 2562047h47m16.854775807s: use at most 1000h0m0s":               {DialDelay: ever},
		"netem: path between a and b: in There: Reorder.Delay is 2562047h47m16.854775807s: use at most 1000h0m0s": {There: netem.Direction{Reorder: netem.Reorder{Probability: 1, Delay: ever}}},
		"netem: path between a and b: Loss is NaN: use a probability from 0 to 1":                                 {Loss: math.NaN()},
	} {
		n := netem.New(netem.Config{})
		require.EqualError(t, n.Path(n.Host("a", netem.Link{}), n.Host("b", netem.Link{}), path), want)
	}
	for want, link := range map[string]netem.Link{
		"netem: link of a: DownTrace is empty: a Trace comes from ParseTrace": {DownTrace: new(netem.Trace)},
		"netem: link of a: UpTrace is empty: a Trace comes from ParseTrace":   {UpTrace: new(netem.Trace)},
		"netem: link of a: Queue.BDPs is NaN: use a number from 0":            {Queue: netem.Queue{BDPs: math.NaN()}},
		"netem: link of a: Queue.BDPs is +Inf: use a number from 0":           {Queue: netem.Queue{BDPs: math.Inf(1)}},
	} {
		n := netem.New(netem.Config{})
		n.Host("a", link)
		require.EqualError(t, n.Err(), want)
	}
	n := netem.New(netem.Config{})
	n.Host("a", netem.Link{}).SetKeepAlive(net.KeepAliveConfig{Enable: true, Count: 128})
	require.EqualError(t, n.Err(), "netem: keep-alive of a: 128 keep-alive probes are too many: use at most 127 (MAX_TCP_KEEPCNT)")
}

// Whatever is taken works: everything arrives, in a time that the settings
// explain.
func TestExtremeSettings(t *testing.T) {
	fast := netem.Link{Down: math.MaxInt64, Up: math.MaxInt64}
	for _, test := range []struct {
		name  string
		cfg   netem.Config
		link  netem.Link
		rtt   time.Duration
		bytes int
		most  time.Duration
	}{
		{"the smallest segments", netem.Config{MTU: 576, TCP: netem.TCP{MSS: 88}}, netem.Link{}, 100 * ms, 20_000, time.Second},
		{"the largest packets", netem.Config{MTU: 65535}, netem.Link{}, 100 * ms, 20 << 20, 2 * time.Second},
		{"the largest window", netem.Config{TCP: netem.TCP{InitialWindow: 1_000_000, ReceiveBuffer: 1 << 30}}, netem.Link{}, 100 * ms, 4 << 20, 201 * ms},
		{"the largest window of the largest packets", netem.Config{MTU: 65535, TCP: netem.TCP{InitialWindow: 1_000_000, ReceiveBuffer: 1 << 30}}, netem.Link{}, 100 * ms, 4 << 20, 201 * ms},
		{"the smallest buffers", netem.Config{TCP: netem.TCP{SendBuffer: 1, ReceiveBuffer: 1}}, netem.Link{}, 2 * ms, 50, time.Minute},
		{"the smallest window", netem.Config{TCP: netem.TCP{MaxWindow: 1}}, netem.Link{}, 2 * ms, 50, time.Minute},
		{"the largest rate and queue", netem.Config{}, netem.Link{Down: math.MaxInt64, Up: math.MaxInt64, Queue: netem.Queue{BDPs: math.MaxFloat64}}, 100 * ms, 1 << 20, 2 * time.Second},
		{"the longest path", netem.Config{TCP: netem.TCP{MinRTO: 2 * time.Minute}, KeepAlive: -1}, fast, 40 * time.Second, 1 << 20, time.Hour},
		{"a thousand bits a second", netem.Config{}, netem.Link{Down: netem.Kbps, Up: netem.Kbps}, 0, 1000, time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := netem.New(test.cfg)
				defer n.Close()
				a, b := n.Host("a", test.link), n.Host("b", netem.Link{})
				require.NoError(t, n.Path(a, b, netem.Path{RTT: test.rtt}))
				c, s := connect(t, a, b)
				start := time.Now()
				go func() {
					s.Write(make([]byte, test.bytes))
					s.Close()
				}()
				got := 0
				buf := make([]byte, 1<<20)
				for {
					k, err := c.Read(buf)
					got += k
					if err != nil {
						break
					}
				}
				require.Equal(t, test.bytes, got)
				require.LessOrEqual(t, time.Since(start), test.most)
				c.Close()
			})
		})
	}
}

// A queue that is larger than a number can say is very large.
func TestRoomOfAHugeQueue(t *testing.T) {
	bytes, packets := netem.Queue{BDPs: math.MaxFloat64}.Room(netem.Mbps, time.Second)
	require.Greater(t, bytes, 1<<60)
	require.Zero(t, packets)
}
