package browser

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

// What is due at one time is done in the order in which it was noted, and all of
// it in the order of time.
func TestAgenda(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLoad(t.Context(), Config{}, &page.Page{Resources: make([]page.Resource, 1)}, nil)
		var done []int
		for i, at := range []time.Duration{2, 1, 2, 0, 1, 2} {
			l.later(at*time.Second, func() { done = append(done, i) })
		}
		time.Sleep(2 * time.Second)
		l.due()
		require.Equal(t, []int{3, 1, 4, 0, 2, 5}, done)
	})
}
