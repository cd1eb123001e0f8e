package quicnet_test

import (
	"crypto/rand"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/quicnet"
)

func drawn(t *testing.T) [32]byte {
	t.Helper()
	var b [32]byte
	_, err := rand.Read(b[:])
	require.NoError(t, err)
	return b
}

// While it is asked for, crypto/rand draws from the seed, and there is one
// thread. Afterwards everything is as before.
func TestRepeatable(t *testing.T) {
	threads := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(threads)
	draw := func(seed uint64) [32]byte {
		release := quicnet.Repeatable(seed)
		defer release()
		require.Equal(t, 1, runtime.GOMAXPROCS(0))
		return drawn(t)
	}
	first := draw(1)
	require.Equal(t, 2, runtime.GOMAXPROCS(0))
	require.NotEqual(t, first, drawn(t), "without a seed")
	require.Equal(t, first, draw(1))
	require.NotEqual(t, first, draw(2))
}

// Who asks second finds what the first has left, and ends nothing for the first.
func TestRepeatableTwice(t *testing.T) {
	threads := runtime.GOMAXPROCS(2)
	defer runtime.GOMAXPROCS(threads)
	alone := func() (a, b [32]byte) {
		defer quicnet.Repeatable(1)()
		return drawn(t), drawn(t)
	}
	one, two := alone()

	release := quicnet.Repeatable(1)
	again := quicnet.Repeatable(2)
	require.Equal(t, one, drawn(t))
	again()
	again() // once is enough
	require.Equal(t, two, drawn(t))
	require.Equal(t, 1, runtime.GOMAXPROCS(0))
	release()
	require.Equal(t, 2, runtime.GOMAXPROCS(0))
}
