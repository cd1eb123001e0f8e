package testpath

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const ms = time.Millisecond

// send puts a packet of size bytes whose first is a mark, and reports whether
// it will arrive.
func send(l *lane, now time.Duration, mark byte, size int) bool {
	l.room().data[0] = mark
	return l.put(now, size)
}

// arrivals takes all packets and gives when each was due, by its mark.
func arrivals(l *lane) map[byte]time.Duration {
	at := map[byte]time.Duration{}
	for l.due() != never {
		due := l.due()
		p := l.take(due)
		at[p.data[0]] = due
		l.done(p)
	}
	return at
}

// A packet of 1500 bytes takes 12 ms at 1 Mbit/s, and one that comes while
// another is sent waits for it; the delay is on top.
func TestLaneSendsOneAfterTheOther(t *testing.T) {
	l := newLane(1e6, 0, 50*ms, 0, 1)
	require.True(t, send(l, 0, 1, 1500))
	require.True(t, send(l, 2*ms, 2, 750))
	require.True(t, send(l, 100*ms, 3, 1500)) // the rate is idle again
	require.Equal(t, map[byte]time.Duration{1: 62 * ms, 2: 68 * ms, 3: 162 * ms}, arrivals(l))
}

func TestLaneWithoutRateOnlyDelays(t *testing.T) {
	l := newLane(0, 1500, 50*ms, 0, 1)
	for i := range 100 {
		require.True(t, send(l, ms, byte(i), 1500), "nothing waits where nothing is slow")
	}
	for _, at := range arrivals(l) {
		require.Equal(t, 51*ms, at)
	}
}

func TestLaneHoldsPacketsUntilTheyAreDue(t *testing.T) {
	l := newLane(1e6, 0, 50*ms, 0, 1)
	require.Equal(t, never, l.due())
	require.Nil(t, l.take(time.Hour))
	send(l, 0, 1, 1500)
	require.Equal(t, 62*ms, l.due())
	require.Nil(t, l.take(62*ms-1))
	p := l.take(62 * ms)
	require.Equal(t, 1500, p.size)
	require.Equal(t, never, l.due())
}

// Two packets fit, of which the first is being sent. There is room for 40 bytes
// when as many have left, 0.32 ms later, and for a packet when the first has, at
// 12.32 ms with the 40 bytes: how long it still travels does not count.
func TestLaneDropsWhatDoesNotFit(t *testing.T) {
	l := newLane(1e6, 3000, 50*ms, 0, 1)
	require.True(t, send(l, 0, 1, 1500))
	require.True(t, send(l, 0, 2, 1500))
	require.False(t, send(l, 0, 3, 40))
	require.False(t, send(l, 320*time.Microsecond-1, 4, 40))
	require.True(t, send(l, 320*time.Microsecond, 5, 40))
	require.False(t, send(l, 12320*time.Microsecond-1, 6, 1500))
	require.True(t, send(l, 12320*time.Microsecond, 7, 1500))
	require.Equal(t, map[byte]time.Duration{
		1: 62 * ms, 2: 74 * ms, 5: 74320 * time.Microsecond, 7: 86320 * time.Microsecond,
	}, arrivals(l))
}

// Of 100,000 packets at 2 %, 2000 are lost, give or take 4 standard deviations
// of sqrt(100000 · 0.02 · 0.98) = 44.
func TestLaneLosesByItsSeed(t *testing.T) {
	lost := func(seed uint64) (which []int) {
		l := newLane(0, 0, 0, 0.02, seed)
		for i := range 100_000 {
			if !send(l, 0, 1, 40) {
				which = append(which, i)
			}
			arrivals(l)
		}
		return which
	}
	one := lost(1)
	require.InDelta(t, 2000, len(one), 4*44)
	require.Equal(t, one, lost(1))
	require.NotEqual(t, one, lost(2))
}

// A lost packet takes no room in the queue and no time to send.
func TestLaneLosesBeforeTheQueue(t *testing.T) {
	l := newLane(1e6, 1500, 0, 1, 1)
	require.False(t, send(l, 0, 1, 1500))
	l.loss = 0
	require.True(t, send(l, 0, 2, 1500))
	require.Equal(t, map[byte]time.Duration{2: 12 * ms}, arrivals(l))
}

func TestLaneUsesItsPacketsAgain(t *testing.T) {
	l := newLane(1e9, 0, ms, 0, 1)
	now := time.Duration(0)
	for range 1000 {
		now += ms
		send(l, now, 1, 1500)
		for p := l.take(now); p != nil; p = l.take(now) {
			l.done(p)
		}
	}
	require.LessOrEqual(t, len(l.spare)+len(l.flying), 3)
}
