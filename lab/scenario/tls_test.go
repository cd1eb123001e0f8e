package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

func TestTLS(t *testing.T) {
	for _, tc := range []struct {
		keys string
		want TLS
	}{
		{`tls: "1.3"`, TLS{Version: "1.3"}},
		{`tls: none`, TLS{}},
		{`tls: {version: 1.2}`, TLS{Version: "1.2"}},
		{`tls: {version: "1.3", chain: 4KB, resume: true}`, TLS{Version: "1.3", Chain: 4000, Resume: true}},
		{`http: "3"`, TLS{Version: "1.3"}},
		{`{http: "3", tls: {resume: true}}`, TLS{Version: "1.3", Resume: true}},
	} {
		text := "page: {html: 1KB}\nruns:\n  - " + tc.keys + "\n"
		if tc.keys[0] == '{' {
			text = "page: {html: 1KB}\nruns: [{name: a, " + tc.keys[1:] + "]\n"
		} else {
			text += "    name: a\n"
		}
		require.Equal(t, tc.want, mustParse(t, text).Runs[0].TLS, tc.keys)
	}
}

// A run's tls merges with the file's key by key, as other sections do; a
// version alone stands for the whole.
func TestTLSMerges(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
tls: {version: "1.2", chain: 4KB}
runs:
  - {name: a, tls: {resume: true}}
  - {name: b, tls: "1.3"}
`)
	require.Equal(t, TLS{Version: "1.2", Chain: 4000, Resume: true}, s.Runs[0].TLS)
	require.Equal(t, TLS{Version: "1.3"}, s.Runs[1].TLS)
}

func TestMigrate(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
network: {rtt: 20ms, down: 50Mbps}
runs:
  - {name: stays}
  - {name: same again, migrate: {at: 1s}}
  - {name: slower, migrate: {at: 500ms, network: {profile: lte, rtt: 90ms}}}
`)
	require.Equal(t, Migrate{}, s.Runs[0].Migrate)
	require.Equal(t, Migrate{At: time.Second, Network: Network{RTT: 20 * ms, Down: 50 * netem.Mbps}}, s.Runs[1].Migrate)
	slower := s.Runs[2].Migrate
	require.Equal(t, 500*ms, slower.At)
	require.Equal(t, "lte", slower.Network.Profile)
	require.Equal(t, []string{"rtt"}, slower.Network.Changed)
	require.Equal(t, 90*ms, slower.Network.RTT)
	require.NotZero(t, slower.Network.Down)
}
