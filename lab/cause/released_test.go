package cause

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// The last release is what a look at every resource finds.
func TestLastRelease(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		all := make([]timeline.Resource, 1+rng.IntN(12))
		for i := range all {
			all[i].Connection = rng.IntN(3)
			all[i].Start, all[i].Wait = time.Duration(rng.IntN(8)), time.Duration(rng.IntN(5))
		}
		r := releasesOf(all)
		own, after, till := rng.IntN(len(all)), time.Duration(rng.IntN(8)), time.Duration(rng.IntN(12))
		conn, host := time.Duration(-1), time.Duration(-1)
		for i := range all {
			end := all[i].End()
			if i == own || end <= after || end > till {
				continue
			}
			host = max(host, end)
			if all[i].Connection == 1 {
				conn = max(conn, end)
			}
		}
		require.Equal(t, host, lastRelease(r.host[""], after, till, own))
		require.Equal(t, conn, lastRelease(r.connection[1], after, till, own))
		require.Empty(t, r.connection[0], "no connection is none that others had")
	}
}
