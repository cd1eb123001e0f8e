package tcp

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func preset(t *testing.T, name string) *Config {
	t.Helper()
	c, err := Preset(name)
	require.NoError(t, err)
	return &c
}

func TestPresetsAreNamed(t *testing.T) {
	_, err := Preset("windows")
	require.EqualError(t, err, `unknown TCP preset "windows": use one of hpbn-2013, linux, rfc6928-table, w3c-1997`)
	require.Equal(t, Config{}, *preset(t, ""))
}

// rounds is how many round trips a response of size bytes takes after its
// request, on a path without a limit.
func rounds(t *testing.T, cfg *Config, size int) int {
	t.Helper()
	const rtt = 200 * time.Millisecond
	path := link{delay: rtt / 2}
	f := fetch{client: cfg, server: cfg, up: path, down: path, request: 10, writes: []int{size}}
	took, ok := f.run()
	require.True(t, ok)
	n := took - rtt // the handshake
	require.Zero(t, n%rtt, "%d bytes take %v", size, took)
	return int(n / rtt)
}

// RFC 6928 §5.1: round trips to fetch that many segments.
func TestRFC6928Table(t *testing.T) {
	segments := []int{3, 6, 10, 12, 21, 25, 33, 46, 51, 78, 79, 120, 127}
	want := map[int][]int{
		3:  {1, 2, 3, 3, 4, 5, 5, 6, 6, 7, 8, 8, 9},
		10: {1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5},
	}
	for window, want := range want {
		cfg := preset(t, "rfc6928-table")
		cfg.InitialWindow = window
		var got []int
		for _, n := range segments {
			got = append(got, rounds(t, cfg, n*1460))
		}
		require.Equal(t, want, got, "window %d", window)
	}
}

// k rounds of slow start carry IW(2^k-1) segments, with IW 10 and 1448 bytes.
func TestSlowStartDoubles(t *testing.T) {
	carried := 0
	for k, size := range []int{14480, 43440, 101360, 217200, 448880} {
		carried = 2*carried + 14480
		require.Equal(t, size, carried)
		require.Equal(t, k+1, rounds(t, &Config{}, size))
		require.Equal(t, k+2, rounds(t, &Config{}, size+1))
	}
	for size, want := range map[int]int{1: 1, 14600: 2, 30000: 2, 44000: 3, 100000: 3, 103000: 4, 219000: 5} {
		require.Equal(t, want, rounds(t, &Config{}, size), "%d bytes", size)
	}
}

// Grigorik, High Performance Browser Networking, fig. 2-5 and 2-6: 20 KB over
// 56 ms, 40 ms of server time.
func TestHPBNTimeline(t *testing.T) {
	cfg := preset(t, "hpbn-2013")
	path := link{delay: 28 * time.Millisecond}
	f := fetch{
		client: cfg, server: cfg, up: path, down: path,
		request: 100, writes: []int{20 << 10}, think: 40 * time.Millisecond,
	}
	l := f.start()
	var events []int
	note := func(at time.Duration) {
		ms := int(at.Milliseconds())
		if len(events) == 0 || events[len(events)-1] != ms {
			events = append(events, ms)
		}
	}
	l.trace = func(at time.Duration, _ string, s *Segment, _ bool) { note(at) }
	took, ok := f.wait()
	require.True(t, ok)
	note(took)
	// SYN; SYN-ACK; ACK and request; request arrives; response begins; its
	// ACKs; more; ACKs; the rest; all there.
	require.Equal(t, []int{0, 28, 56, 84, 124, 152, 180, 208, 236, 264}, events)

	cfg.InitialWindow = 10
	f.done = false
	took, _ = (&fetch{
		client: cfg, server: cfg, up: path, down: path,
		request: 100, writes: []int{20 << 10}, think: 40 * time.Millisecond,
	}).run()
	require.Equal(t, 208*time.Millisecond, took)
}

// n equal segments of s seconds, window w and an ACK for each take, from the
// server's first bit to the client's last,
//
//	n s + R/2 + sum over k=1..K-1 of max(0, s + R - w 2^(k-1) s), K = ceil(log2(n/w + 1)).
func TestFiniteRate(t *testing.T) {
	for _, c := range []struct {
		n, w int
		rate float64
		rtt  time.Duration
	}{
		{10, 10, 12e6, 100 * time.Millisecond},
		{70, 10, 12e6, 100 * time.Millisecond},
		{500, 10, 120e6, 100 * time.Millisecond},
		{40, 4, 1.2e6, 60 * time.Millisecond},
		{100, 2, 12e6, 20 * time.Millisecond},
	} {
		t.Run(fmt.Sprintf("%d segments, window %d", c.n, c.w), func(t *testing.T) {
			cfg := preset(t, "hpbn-2013")
			cfg.InitialWindow = c.w
			path := link{delay: c.rtt / 2}
			f := fetch{
				client: cfg, server: cfg, up: path, down: path,
				request: 10, writes: []int{c.n * 1460}, think: time.Second,
			}
			f.down.rate = c.rate
			first := time.Duration(0)
			l := f.start()
			l.trace = func(at time.Duration, from string, s *Segment, _ bool) {
				if first == 0 && from == "server" && len(s.Data) > 0 {
					first = at
				}
			}
			took, ok := f.wait()
			require.True(t, ok)
			s, r := 1500*8/c.rate, c.rtt.Seconds()
			want := float64(c.n)*s + r/2
			rounds := int(math.Ceil(math.Log2(float64(c.n)/float64(c.w) + 1)))
			for k := 1; k < rounds; k++ {
				want += max(0, s+r-float64(c.w)*math.Pow(2, float64(k-1))*s)
			}
			require.InDelta(t, want, (took - first).Seconds(), 1e-6)
		})
	}
}

// 16384 bytes a round trip of 100 ms carry 1,310,720 bit/s.
func TestWindowLimitsRate(t *testing.T) {
	path := link{delay: 50 * time.Millisecond}
	f := fetch{
		client: &Config{ReceiveBuffer: 16384}, server: &Config{}, up: path, down: path,
		request: 10, writes: []int{16384 * 100},
	}
	took, ok := f.run()
	require.True(t, ok)
	require.Equal(t, 102*100*time.Millisecond, took.Round(time.Millisecond)) // two for the handshake and the first byte, 100 windows, the first of 14480
}
