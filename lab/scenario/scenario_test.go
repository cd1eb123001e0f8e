package scenario

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/netem"
)

const ms = time.Millisecond

// mustParse reads a scenario that has no mistakes.
func mustParse(t testing.TB, yaml string) *Scenario {
	t.Helper()
	s, err := Parse("dir/test.yaml", []byte(yaml))
	require.NoError(t, err)
	return s
}

func TestDefaults(t *testing.T) {
	s := mustParse(t, "page: {html: 10KB}")
	require.Equal(t, &Scenario{
		File: "dir/test.yaml", Name: "test", Seed: 1,
		Runs: []Run{{
			Name:    "test",
			Seed:    1,
			TCP:     TCP{Congestion: "cubic"},
			Page:    Page{HTML: 10_000, Assets: []Assets{}, Hosts: 1},
			Browser: Browser{ConnectionsPerHost: 6, Coalesce: true, Speed: 1},
			HTTP:    "1.1",
		}},
	}, s)
}

func TestEveryKey(t *testing.T) {
	s := mustParse(t, `
name: everything
title: "All: keys"
about: |
  First line.
  Second line.
seed: 18446744073709551615
network:
  profile: cable
  rtt: 200ms
  jitter: 1.5ms
  down: 20Mbps
  up: 1638.4kbps
  queue: 250KB
  loss: {down: 1%, up: 0.5%}
  dial_delay: 1m30s
tcp: {congestion: reno, initial_window: 4}
page:
  html: 20KiB
  assets:
    - {count: 3, size: 1.5KB, type: css, think: 5ms}
    - {size: 14600B, host: cdn.example.test}
  hosts: 2
server: {think: 20ms}
browser: {connections_per_host: 1, dns: 50ms}
http: 1.1
keep_alive: true
pipeline: true
tls: 1.2
runs:
  - name: only
expect:
  - {run: only, requests: 5}
`)
	require.Equal(t, &Scenario{
		File: "dir/test.yaml", Name: "everything", Title: "All: keys",
		About: "First line.\nSecond line.", Seed: 1<<64 - 1,
		Runs: []Run{{
			Name: "only",
			Seed: 1<<64 - 1,
			Network: Network{
				Profile: "cable", Changed: []string{"rtt", "jitter", "down", "up", "queue", "loss", "dial_delay"},
				RTT: 200 * ms, Jitter: 1500 * time.Microsecond, Down: 20 * netem.Mbps, Up: 1638400,
				Queue: netem.Queue{Bytes: 250_000}, LossDown: 0.01, LossUp: 0.005, DialDelay: 90 * time.Second,
			},
			TCP: TCP{Congestion: "reno", InitialWindow: 4},
			Page: Page{HTML: 20 << 10, Hosts: 2, Assets: []Assets{
				{Count: 3, Size: 1500, Type: page.CSS, Think: 5 * ms},
				{Count: 1, Size: 14600, Type: page.Image, Host: "cdn.example.test", Think: 20 * ms},
			}},
			Server:    Server{Think: 20 * ms},
			Browser:   Browser{ConnectionsPerHost: 1, Coalesce: true, Speed: 1, DNS: DNS{RTT: 50 * ms}},
			KeepAlive: new(true),
			HTTP:      "1.1",
			Pipeline:  true,
			TLS:       TLS{Version: "1.2"},
		}},
		Expect: []Expect{{Run: "only", By: 1, Connections: -1, Requests: 5, Failed: -1, Peak: -1, Line: 33}},
	}, s)
}

// What depends on the version of HTTP, when the file does not say.
func TestDefaultsOfHTTP(t *testing.T) {
	for _, c := range []struct {
		yaml      string
		http      string
		keepAlive bool
		tls       string
	}{
		{`http: "1.0"`, "1.0", false, ""},
		{`http: 1.0`, "1.0", false, ""},
		{`{http: 1.0, keep_alive: true}`, "1.0", true, ""},
		{`http: 1.1`, "1.1", true, ""},
		{`{http: 1.1, keep_alive: false}`, "1.1", false, ""},
		{`http: 2`, "2", true, ""},
		{`http: '2'`, "2", true, ""},
		{`{http: 2, tls: none}`, "2", true, ""},
		{`{http: 2, tls: 1.3}`, "2", true, "1.3"},
		{`http: 3`, "3", true, "1.3"},
	} {
		s := mustParse(t, "page: {html: 1B}\nruns:\n  - name: run\n    <<: "+braced(c.yaml))
		require.Equal(t, c.http, s.Runs[0].HTTP, c.yaml)
		require.Equal(t, c.keepAlive, s.Runs[0].Keeps(), c.yaml)
		require.Equal(t, c.tls, s.Runs[0].TLS.Version, c.yaml)
	}
}

func braced(s string) string {
	if s[0] == '{' {
		return s
	}
	return "{" + s + "}"
}

func TestRunsMergeKeyByKey(t *testing.T) {
	s := mustParse(t, `
network: {rtt: 200ms, down: 20Mbps, loss: 1%}
page: {html: 10KB, assets: [{count: 100, size: 10KB}]}
server: {think: 10ms}
seed: 7
runs:
  - {name: top}
  - {name: sharded, page: {hosts: 3}}
  - {name: near, network: {rtt: 20ms, down: unlimited}}
  - {name: loss one way, network: {loss: {up: 0%}}}
  - {name: other files, seed: 8, server: {think: 30ms}, page: {assets: [{size: 1KB}]}}
  - {name: top again}
`)
	require.Equal(t, "top", s.Runs[0].Name)
	top := s.Runs[0]
	require.Equal(t, Network{RTT: 200 * ms, Down: 20 * netem.Mbps, LossDown: 0.01, LossUp: 0.01}, top.Network)

	sharded := s.Runs[1]
	require.Equal(t, 3, sharded.Page.Hosts)
	require.Equal(t, top.Page.Assets, sharded.Page.Assets)
	require.Equal(t, top.Network, sharded.Network)

	require.Equal(t, Network{RTT: 20 * ms, LossDown: 0.01, LossUp: 0.01}, s.Runs[2].Network)
	require.Equal(t, Network{RTT: 200 * ms, Down: 20 * netem.Mbps, LossDown: 0.01}, s.Runs[3].Network)

	other := s.Runs[4]
	require.Equal(t, uint64(8), other.Seed)
	require.Equal(t, []Assets{{Count: 1, Size: 1000, Type: page.Image, Think: 30 * ms}}, other.Page.Assets, "a list replaces the list above")
	require.Equal(t, 10*ms, top.Page.Assets[0].Think, "and a run's server leaves the top's files alone")

	again := s.Runs[5]
	again.Name = top.Name
	require.Equal(t, top, again)
}

// A key that is given beside a profile stands whichever profile is chosen, and
// wherever.
func TestProfiles(t *testing.T) {
	s := mustParse(t, `
page: {html: 10KB}
network: {rtt: 10ms, profile: cable}
runs:
  - {name: top}
  - {name: other profile, network: {profile: lossy-3g}}
  - {name: other rtt, network: {rtt: 20ms, profile: dsl}}
  - {name: no limit, network: {down: unlimited}}
`)
	require.Equal(t, Network{Profile: "cable", Changed: []string{"rtt"}, RTT: 10 * ms, Down: 5 * netem.Mbps, Up: netem.Mbps}, s.Runs[0].Network)
	require.Equal(t, Network{
		Profile: "lossy-3g", Changed: []string{"rtt"}, RTT: 10 * ms, Down: 1200 * netem.Kbps, Up: 1200 * netem.Kbps,
		LossDown: 0.005, LossUp: 0.005,
	}, s.Runs[1].Network)
	require.Equal(t, Network{Profile: "dsl", Changed: []string{"rtt"}, RTT: 20 * ms, Down: 1500 * netem.Kbps, Up: 384 * netem.Kbps}, s.Runs[2].Network)
	require.Equal(t, Network{Profile: "cable", Changed: []string{"rtt", "down"}, RTT: 10 * ms, Up: netem.Mbps}, s.Runs[3].Network)
}

// Anchors, aliases and merge keys mean what YAML says: what is written beside
// << wins, and of several the earlier.
func TestAliases(t *testing.T) {
	s := mustParse(t, `
page: &page {html: 10KB}
runs:
  - &a {name: A, http: "2", seed: 5, network: {rtt: &rtt 50ms}}
  - {<<: *a, name: B}
  - {<<: [{seed: 6}, *a], name: C, page: *page, network: {jitter: *rtt}}
`)
	require.Len(t, s.Runs, 3)
	b, c := s.Runs[1], s.Runs[2]
	require.Equal(t, []any{"B", "2", uint64(5), 50 * ms}, []any{b.Name, b.HTTP, b.Seed, b.Network.RTT})
	require.Equal(t, []any{"C", "2", uint64(6), 50 * ms}, []any{c.Name, c.HTTP, c.Seed, c.Network.Jitter})
	require.Zero(t, c.Network.RTT, "<< merges a mapping's own keys, not those below")
}

func TestWhatYAMLAllows(t *testing.T) {
	for name, yaml := range map[string]string{
		"a byte order mark":          "\uFEFFpage: {html: 10KB}\n",
		"Windows' line ends":         "page: {html: 10KB}\r\nnetwork:\r\n  rtt: 5ms\r\n",
		"document marks":             "---\npage: {html: 10KB}\n...\n",
		"an empty second document":   "page: {html: 10KB}\n---\n",
		"JSON":                       `{"page": {"html": "10KB"}, "runs": [{"name": "A"}]}`,
		"no assets":                  "page: {html: 10KB, assets: []}\n",
		"no expectations":            "page: {html: 10KB}\nexpect: []\n",
		"a queue without its effect": "page: {html: 10KB}\nnetwork: {queue: 1bdp}\n",
		"a time of zero":             "page: {html: 10KB}\nnetwork: {rtt: 0}\n",
	} {
		_, err := Parse("x.yaml", []byte(yaml))
		require.NoError(t, err, name)
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my page.yaml")
	_, err := Load(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("page: {html: 10KB}"), 0o644))
	s, err := Load(path)
	require.NoError(t, err)
	require.Equal(t, "my page", s.Name)
	require.NoError(t, os.WriteFile(path, bytes.Repeat([]byte("\n"), 1<<20), 0o644))
	_, err = Load(path)
	require.EqualError(t, err, path+":1:1: the file is longer than 256 kB: is it a scenario?")
}

// Parsing takes a fraction of a millisecond.
func BenchmarkParse(b *testing.B) {
	data, err := os.ReadFile("../../scenarios/keep-alive.yaml")
	require.NoError(b, err)
	for b.Loop() {
		if _, err := Parse("keep-alive.yaml", data); err != nil {
			b.Fatal(err)
		}
	}
}
