package quicnet_test

import (
	"crypto/rand"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/quicnet"
)

func TestMain(m *testing.M) {
	real := rand.Reader
	var before [32]byte
	release := quicnet.Repeatable(1)
	_, _ = rand.Read(before[:])
	release()
	untouched = rand.Reader == real
	again := quicnet.Repeatable(1)
	var after [32]byte
	_, _ = rand.Read(after[:])
	again()
	guessable = before == after
	quicnet.TakeRandom()
	os.Exit(m.Run())
}

// What was before the tests took crypto/rand.
var untouched, guessable bool

// A process that has not said that it plays loads and nothing else draws what
// nobody can guess, also while a load is played.
func TestRandomIsNotTakenUnasked(t *testing.T) {
	require.True(t, untouched)
	require.False(t, guessable)
}

func drawn(t *testing.T) [32]byte {
	t.Helper()
	var b [32]byte
	_, err := rand.Read(b[:])
	require.NoError(t, err)
	return b
}

// While it is asked for, crypto/rand draws from the seed; afterwards as before.
func TestRepeatable(t *testing.T) {
	draw := func(seed uint64) [32]byte {
		release := quicnet.Repeatable(seed)
		defer release()
		return drawn(t)
	}
	first := draw(1)
	require.NotEqual(t, first, drawn(t), "without a seed")
	require.Equal(t, first, draw(1))
	require.NotEqual(t, first, draw(2))
}

// Who asks second finds what the first has left, and ends nothing for the first.
func TestRepeatableTwice(t *testing.T) {
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
	release()
	require.NotEqual(t, one, drawn(t))
}
