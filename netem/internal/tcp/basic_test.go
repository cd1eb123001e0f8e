package tcp

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func randomLoss(seed uint64, p float64) func(*Segment) bool {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(*Segment) bool { return r.Float64() < p }
}

// exchange sends a pattern each way, closes both ends in order and checks that
// every byte arrived.
func exchange(t *testing.T, seed uint64, loss float64, size int, cfg *Config) *lab {
	t.Helper()
	delay := 20 * time.Millisecond
	l := newLab(cfg, cfg,
		link{delay: delay, rate: 10e6, drop: randomLoss(seed, loss)},
		link{delay: delay, rate: 10e6, drop: randomLoss(seed+1000, loss)})
	var got [2][]byte
	for i, e := range []*endpoint{l.client, l.server} {
		write := writeAll(pattern(size, byte(i)), func(now time.Duration, c *Conn) { c.CloseWrite(now) })
		buf := make([]byte, 4096)
		e.app = func(now time.Duration, c *Conn) {
			write(now, c)
			for c.Readable() > 0 {
				got[i] = append(got[i], buf[:c.Read(now, buf)]...)
			}
		}
	}
	done := func() bool {
		return l.server.conn != nil && l.client.conn.EOF() && l.server.conn.EOF()
	}
	require.True(t, l.run(2*time.Hour, done), "seed %d: stuck: %v %v", seed, l.client.conn, l.server.conn)
	require.True(t, bytes.Equal(got[1], pattern(size, 0)), "seed %d: client's bytes", seed)
	require.True(t, bytes.Equal(got[0], pattern(size, 1)), "seed %d: server's bytes", seed)
	return l
}

func TestEveryByteArrives(t *testing.T) {
	for _, loss := range []float64{0, 0.01, 0.1, 0.3} {
		for seed := range uint64(20) {
			if loss == 0.3 && seed >= 12 {
				break
			}
			exchange(t, seed, loss, 200_000, &Config{})
		}
	}
}

func TestCloseInOrder(t *testing.T) {
	l := exchange(t, 1, 0, 10_000, &Config{})
	l.run(30*time.Second, nil)
	states := []State{l.client.conn.State(), l.server.conn.State()}
	require.Contains(t, states, TimeWait)
	require.True(t, l.run(10*time.Minute, nil))
	require.Equal(t, Closed, l.client.conn.State())
	require.Equal(t, Closed, l.server.conn.State())
	require.NoError(t, l.client.conn.Err())
}
