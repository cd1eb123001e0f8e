package labtest_test

import (
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/labtest"
)

// real is crypto/rand's reader as Go made it: variables are set before any init.
var real = rand.Reader

// A test that plays loads over HTTP/3 draws its own keys from where nobody can
// guess them, also while the load is played.
func TestRandomStaysReal(t *testing.T) {
	done := make(chan *labtest.Result)
	go func() { done <- labtest.Run(t, "http3") }()
	labtest.Run(t, "http3")
	<-done
	require.True(t, rand.Reader == real)
	require.Equal(t, "rand.reader", fmt.Sprintf("%T", rand.Reader))
}

// And yet the load is the same every time.
func TestHTTP3IsTheSameEveryTime(t *testing.T) {
	first := labtest.Run(t, "http3").Timeline
	require.Equal(t, first, labtest.Run(t, "http3").Timeline)
}
