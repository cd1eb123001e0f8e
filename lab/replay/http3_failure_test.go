package replay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
)

// A load over HTTP/3 that cannot finish says why, and the run ends: nothing
// answers, or nothing any more.
func TestHTTP3ThatFails(t *testing.T) {
	for _, tc := range []struct {
		name    string
		prepare func(net *replay.Network)
		err     string
		before  time.Duration
	}{
		{
			// RFC 9000 has no limit; as long as TCP's SYN.
			"no answer", func(net *replay.Network) { net.Servers[0].Down() },
			"https://www.example.test/: dial www.example.test: timeout: no recent network activity", 128 * time.Second,
		},
		{
			// RFC 9000 §10.1: both ends have an idle timeout, as long as TCP waits. What
			// was under way then is asked for again, on a connection that is not
			// answered.
			"no answer any more", func(net *replay.Network) { time.AfterFunc(500*time.Millisecond, net.Servers[0].Down) },
			"timeout: no recent network activity", 1053 * time.Second,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			run := overHTTP3(full())
			got := play(t, run, replay.Options{Prepare: func(_ string, net *replay.Network) { tc.prepare(net) }})
			require.Contains(t, got.Err, tc.err)
			require.NotEmpty(t, got.Resources)
			require.Less(t, got.Resources[0].End(), tc.before)
			for _, r := range got.Resources {
				require.LessOrEqual(t, r.End(), tc.before, r.Path)
			}
		})
	}
}

// A load that is given up in the middle ends at once, whatever its servers are
// thinking about.
func TestHTTP3GivenUp(t *testing.T) {
	run := overHTTP3(full())
	got := play(t, run, replay.Options{Deadline: 400 * time.Millisecond})
	require.Contains(t, got.Err, "the load did not finish within 400ms")
}
