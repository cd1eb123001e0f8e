package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDNS(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
browser: {dns: {think: 100ms, ttl: 5m}}
runs:
  - {name: short, browser: {dns: 30ms}}
  - {name: long, browser: {dns: {rtt: 20ms, think: 0ms}}}
`)
	require.Equal(t, DNS{RTT: 30 * ms}, s.Runs[0].Browser.DNS)
	require.Equal(t, DNS{RTT: 20 * ms, TTL: 5 * time.Minute}, s.Runs[1].Browser.DNS)
	require.Zero(t, mustParse(t, "page: {html: 1KB}").Runs[0].Browser.DNS)
}
