package replay_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// net/http makes a request again whose connection turns out to be closed, if it
// changes nothing when it comes twice (RFC 9110 §9.2.2): a GET, and a POST that says
// so with an Idempotency-Key. A POST without fails.
func TestRequestHeaderMakesIdempotent(t *testing.T) {
	const rtt = 50 * time.Millisecond
	for request, failed := range map[string]int{
		"method: GET":  0,
		"method: POST": 1,
		"method: POST, headers: {Accept: text/html}":               1,
		"method: POST, headers: {Idempotency-Key: 7}":              0,
		"method: POST, upload: 2KB, headers: {idempotency-key: a}": 0,
		"method: POST, headers: {X-Idempotency-Key: 7}":            0,
	} {
		run := played(t, fmt.Sprintf("network: {rtt: %v}\nserver: {keep_alive_timeout: 5s}\nrequests: [{}, {after: 4975ms, %s}]", rtt, request))
		require.Equal(t, failed, run.Failed(), request)
		second := &run.Resources[1]
		require.Equal(t, 1-failed, second.Repeats, request)
		require.Len(t, run.Connections, 2-failed)
		require.Equal(t, 1-failed, second.Served, "what came to a connection that is closed, nobody has read")
		if failed == 0 { // it meets the FIN after half a round trip
			require.InDelta(t, rtt/2+2*rtt, second.Phases.Sum(), float64(100*time.Microsecond), request)
		}
	}
}

// A client that says Connection: close has a connection for each request.
func TestRequestHeaderCloses(t *testing.T) {
	for header, conns := range map[string]int{"Connection: close": 3, "connection: Keep-Alive": 1, "Accept: close": 1} {
		run := played(t, fmt.Sprintf("network: {rtt: 50ms}\nrequests: [{count: 3, headers: {%s}}]", header))
		require.Zero(t, run.Failed())
		require.Len(t, run.Connections, conns, header)
	}
}
