package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each key beside each version: whether there is a word about it.
func TestKeysWithoutEffect(t *testing.T) {
	for key, effect := range map[string]string{ // on 1.0, 1.1, 2, 2 with TLS, 3
		"tcp: {congestion: reno}":              "yyyy-",
		"tcp: {initial_window: 4}":             "yyyy-",
		"network: {dial_delay: 5ms}":           "yyyy-",
		"network: {rtt: 5ms}":                  "yyyyy",
		"network: {loss: 1%}":                  "yyyyy",
		"network: {down: 1Mbps, queue: codel}": "yyyyy",
		"browser: {connections_per_host: 2}":   "yy---",
		"browser: {coalesce: false}":           "---yy",
		"browser: {dns: 5ms}":                  "yyyyy",
		"browser: {dns: {rtt: 5ms, ttl: 5m}}":  "-----",
		"browser: {like: chromium}":            "yyyyy",
		"server: {think: 5ms}":                 "yyyyy",
	} {
		for i, http := range []string{`http: "1.0"`, `http: "1.1"`, `http: "2"`, `http: "2", tls: "1.3"`, `http: "3"`} {
			s := mustParse(t, "page: {html: 1KB, assets: [{size: 1KB}]}\nruns:\n  - {name: A, "+http+", "+key+"}\n")
			if effect[i] == 'y' {
				require.Empty(t, s.Warnings, "%s with %s", key, http)
			} else {
				require.Len(t, s.Warnings, 1, "%s with %s", key, http)
				require.Contains(t, s.Warnings[0], "dir/test.yaml:3: ")
				require.Contains(t, s.Warnings[0], " has no effect ")
			}
		}
	}
}

// One caller has one connection, whatever its client may have.
func TestClientKeysWithoutEffect(t *testing.T) {
	for requests, warnings := range map[string]int{"[{count: 9}]": 2, "[{count: 1, callers: 9}]": 2, "[{count: 9}, {count: 9, callers: 2}]": 0} {
		s := mustParse(t, "requests: "+requests+"\nclient:\n  pool: 5\n  max_connections: 5\n")
		require.Len(t, s.Warnings, warnings, requests)
		for i, key := range []string{"pool", "max_connections"}[:warnings] {
			require.Contains(t, s.Warnings[i], key+" has no effect on one caller")
		}
	}
}

// A key at the top is right there if it matters to one of the runs.
func TestKeysWithEffectSomewhere(t *testing.T) {
	const runs = "\nruns:\n  - {name: A, http: \"3\"}\n"
	s := mustParse(t, "page: {html: 1KB}\ntcp: {congestion: reno}"+runs)
	require.Equal(t, []string{"dir/test.yaml:2: tcp has no effect on HTTP/3: QUIC has a recovery and a congestion control of its own"}, s.Warnings)
	require.Empty(t, mustParse(t, "page: {html: 1KB}\ntcp: {congestion: reno}"+runs+"  - {name: B}\n").Warnings)
	s, err := Parse("x.yaml", []byte("page: {html: 1KB}\nhttp: 3\n"), "tcp.congestion=reno")
	require.NoError(t, err)
	require.Len(t, s.Warnings, 1)
	require.Contains(t, s.Warnings[0], "--set tcp.congestion=reno: tcp has no effect")
}
