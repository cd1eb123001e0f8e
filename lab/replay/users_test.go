package replay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
)

// Little's law: as many connections are open as come in a second times how many
// seconds each stays, on average. A connection stays for a round trip (the ACK of
// the handshake has the request behind it, and the response comes at once) less
// what of that passes at the client, and until the server has waited long enough.
func TestUsersLittle(t *testing.T) {
	for _, timeout := range []time.Duration{5 * time.Second, 10 * time.Second} {
		const count, over, rtt = 1000, 60 * time.Second, 50 * time.Millisecond
		run := played(t, fmt.Sprintf("network: {rtt: %v}\npage: {html: 5KB}\nserver: {keep_alive_timeout: %v}\nusers: {count: %d, over: %v}", rtt, timeout, count, over))
		u := run.Users
		require.Zero(t, u.TurnedAway)
		require.Equal(t, count, run.Opened())
		require.Equal(t, count, run.Requests())
		require.InEpsilon(t, timeout, u.Stay, 0.02)
		arrivals := count / over.Seconds()

		sum, from, till := 0, int((timeout+time.Second)/u.Every), int(over/u.Every) // while as many come as go
		for _, open := range u.Open[from:till] {
			sum += open
		}
		mean := float64(sum) / float64(till-from)
		require.InEpsilon(t, arrivals*u.Stay.Seconds(), mean, 0.02)
		require.InEpsilon(t, arrivals*timeout.Seconds(), mean, 0.02)
		require.InDelta(t, mean, u.Most, 2)
	}
}

// A server with 256 file descriptors answers 245 of 400 clients, as Go's did: 11 it
// needs itself. The rest are connected and get no answer, and are served as
// others leave.
func TestUsersDescriptors(t *testing.T) {
	const yaml = "network: {rtt: 20ms}\npage: {html: 1KB}\nserver: {keep_alive_timeout: 300s, file_descriptors: 256}\nusers: {count: 400, over: 1s, patience: %s}"
	run := played(t, fmt.Sprintf(yaml, "5s"))
	require.Equal(t, 245, run.Users.Limit)
	require.Equal(t, 245, run.Users.Most)
	require.Equal(t, 400-245, run.Failed())
	require.Equal(t, 400, run.Opened()) // the kernel lets them in

	run = played(t, fmt.Sprintf(yaml, "400s"))
	require.Zero(t, run.Failed())
	require.Equal(t, 245, run.Users.Most)
	// The next attempt to accept is a second after the one that failed, at most.
	require.InDelta(t, 300, run.Total.Seconds(), 2)
}

// A run of users says why it has no causes.
func TestUsersHaveNoCauses(t *testing.T) {
	run := file(t, "network: {rtt: 20ms}\npage: {html: 1KB}\nusers: {count: 3, over: 1s}")
	out := play(t, *run, replay.Options{Explain: true})
	require.Empty(t, out.Pieces)
	require.Contains(t, strings.Join(out.Notes, "; "), "there are no causes")
}

// The same file gives the same result, whatever order goroutines go in.
func TestUsersSame(t *testing.T) {
	const yaml = "network: {rtt: 20ms}\npage: {html: 1KB, assets: [{count: 1, size: 20KB}]}\nserver: {keep_alive_timeout: 3s, file_descriptors: 100}\nusers: {count: 500, over: 5s, patience: 2s}"
	require.Equal(t, played(t, yaml), played(t, yaml))
}
