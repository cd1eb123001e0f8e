package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// In a log there is a line each tenth, none within two seconds of another, and
// so none of what is over by then. What a line says of the time that is left
// counts from when this run began, however much was there before.
func TestProgressInALog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		bar, begin := newProgress(&log), time.Now()
		for i := range 100 {
			time.Sleep(50 * time.Millisecond)
			bar.show("points, "+left(time.Since(begin), i+1, 100), i+1, 100)
		}
		bar.clear()
		require.Equal(t, "40 of 100 points, 3s left\n80 of 100 points, 1s left\n", log.String())

		log.Reset()
		bar, begin = newProgress(&log), time.Now()
		for i := range 20 {
			time.Sleep(time.Minute)
			bar.show("points, "+left(time.Since(begin), i+1, 20), i+1, 20)
		}
		require.Equal(t, 10, strings.Count(log.String(), "\n"))
		require.True(t, strings.HasPrefix(log.String(), "2 of 20 points, 18m0s left\n"), log.String())
		require.True(t, strings.HasSuffix(log.String(), "20 of 20 points, 0s left\n"), log.String())
	})
}
