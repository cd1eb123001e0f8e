package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestVisits(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
http: 2
tls: 1.3
server: {keep_alive_timeout: 5s}
runs:
  - {name: once}
  - {name: thrice, visits: 3, pause: 10s, alt_svc: true}
  - {name: old, http: 1.1, visits: 2, server: {max_requests: 100}}
expect:
  - {run: "thrice, 3rd visit", connections: 0}
  - {run: "thrice, 2nd visit", faster_than: thrice}
`)
	require.Equal(t, 1, s.Runs[0].Loads())
	require.Equal(t, 3, s.Runs[1].Loads())
	require.Equal(t, 10*time.Second, s.Runs[1].Pause)
	require.True(t, s.Runs[1].AltSvc)
	require.Equal(t, Server{KeepAliveTimeout: 5 * time.Second, MaxRequests: 100}, s.Runs[2].Server)
	require.Equal(t, []string{"once", "thrice", "thrice, 2nd visit", "thrice, 3rd visit", "old", "old, 2nd visit"}, names(s.Runs))
	require.Zero(t, s.Expect[0].Connections)
}
