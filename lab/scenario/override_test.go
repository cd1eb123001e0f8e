package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/netem"
)

const overridden = `
network: {rtt: 200ms, loss: 1%}
page: {html: 10KB, assets: [{name: pictures, count: 100, size: 10KB}, {size: 1KB, type: css}]}
tls: {version: "1.3", chain: 4KB}
runs:
  - {name: HTTP/1.0, http: 1.0}
  - {name: HTTP/1.1, network: {loss: {burst: 4}}}
  - {name: HTTP/2, http: 2, network: {rtt: 100ms}}
expect:
  - {run: HTTP/1.1, faster_than: HTTP/1.0, by: 1.8}
  - {run: HTTP/2, requests: 102}
`

// An override counts as if the file had it.
func TestOverrides(t *testing.T) {
	for _, c := range []struct {
		set  []string
		want func(s *Scenario) (got, want any)
	}{
		{[]string{"network.rtt=20ms"}, func(s *Scenario) (any, any) {
			return []time.Duration{s.Runs[0].Network.RTT, s.Runs[1].Network.RTT, s.Runs[2].Network.RTT}, []time.Duration{20 * ms, 20 * ms, 100 * ms}
		}},
		{[]string{"runs.HTTP/2.network.rtt=20ms"}, func(s *Scenario) (any, any) {
			return []time.Duration{s.Runs[0].Network.RTT, s.Runs[2].Network.RTT}, []time.Duration{200 * ms, 20 * ms}
		}},
		{[]string{"runs.3.network.rtt=20ms"}, func(s *Scenario) (any, any) { return s.Runs[2].Network.RTT, 20 * ms }},
		{[]string{"runs.HTTP/1.1.http=2"}, func(s *Scenario) (any, any) { return s.Runs[1].HTTP, "2" }},
		{[]string{"runs.HTTP/1.1.name=renamed", "expect=[]"}, func(s *Scenario) (any, any) { return s.Runs[1].Name, "renamed" }},
		{[]string{"network.rtt=20ms", "network.down=5Mbps"}, func(s *Scenario) (any, any) {
			return []any{s.Runs[0].Network.RTT, s.Runs[0].Network.Down}, []any{20 * ms, 5 * netem.Mbps}
		}},
		{[]string{"page={html: 5KB}"}, func(s *Scenario) (any, any) { return s.Runs[0].Page.HTML, 5000 }},
		{[]string{"page.assets=[{size: 3KB}]"}, func(s *Scenario) (any, any) {
			return s.Runs[0].Page.Assets, []Assets{{Count: 1, Size: 3000, Type: page.Image}}
		}},
		{[]string{"page.assets.1.count=7", "page.assets.2.type=js"}, func(s *Scenario) (any, any) {
			return s.Runs[2].Page.Assets, []Assets{{Name: "pictures", Count: 7, Size: 10_000, Type: page.Image}, {Count: 1, Size: 1000, Type: page.JS}}
		}},
		{[]string{"runs.HTTP/2.page.assets.pictures.count=7"}, func(s *Scenario) (any, any) {
			return []int{s.Runs[0].Page.Assets[0].Count, s.Runs[2].Page.Assets[0].Count}, []int{100, 7}
		}},
		// A key of a section over the short form changes what the short form
		// says, and the short form replaces the section.
		{[]string{"network.loss.burst=8"}, func(s *Scenario) (any, any) {
			n := s.Runs[0].Network
			return []any{n.LossDown, n.LossUp, n.LossBurst}, []any{0.01, 0.01, 8}
		}},
		{[]string{"runs.HTTP/1.1.network.loss=0%"}, func(s *Scenario) (any, any) { return s.Runs[1].Network.LossBurst, 0 }},
		{[]string{"tls=none"}, func(s *Scenario) (any, any) { return s.Runs[0].TLS, TLS{} }},
		{[]string{"tls.resume=true"}, func(s *Scenario) (any, any) {
			return s.Runs[0].TLS, TLS{Version: "1.3", Chain: 4000, Resume: true}
		}},
		{[]string{"network={rtt: 20ms, loss: 2%}"}, func(s *Scenario) (any, any) {
			return s.Runs[0].Network, Network{RTT: 20 * ms, LossDown: 0.02, LossUp: 0.02}
		}},
		{[]string{"network.profile=cable"}, func(s *Scenario) (any, any) {
			n := s.Runs[0].Network
			return []any{n.Profile, n.Changed, n.Down}, []any{"cable", []string{"rtt", "loss"}, 5 * netem.Mbps}
		}},
		{[]string{"name=other", `title="Eins: zwei"`}, func(s *Scenario) (any, any) { return []string{s.Name, s.Title}, []string{"other", "Eins: zwei"} }},
		{[]string{"runs=[{name: only}]", "expect=[]"}, func(s *Scenario) (any, any) { return len(s.Runs) + len(s.Expect), 1 }},
		{[]string{"expect.1.by=3"}, func(s *Scenario) (any, any) { return s.Expect[0].By, 3.0 }},
	} {
		s, err := Parse("x.yaml", []byte(overridden), c.set...)
		require.NoError(t, err, c.set)
		require.Equal(t, c.set, s.Changed)
		got, want := c.want(s)
		require.Equal(t, want, got, c.set)
	}
}

// The same strictness, and the flag in place of the line.
func TestOverrideMistakes(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"network.rt=20ms", `unknown key "rt": did you mean "rtt"?`},
		{"netwrk.rtt=20ms", `unknown key "netwrk": did you mean "network"?`},
		{"rtt=20ms", `unknown key "rtt": it belongs under network`},
		{"network.rtt=20", `20 has no unit: did you mean 20ms?`},
		{"network.rtt=", `rtt has no value: it wants a time such as 200ms`},
		{"network.rtt", `a key wants a value behind =, as in network.rtt=20ms`},
		{"=20ms", `there is no key in front of =, as in network.rtt=20ms`},
		{"network..rtt=20ms", `".rtt" is no path: write keys with a dot between them, as in network.rtt`},
		{"page.assets[0].count=3", `"assets[0]" is no path: an entry is named by its number, counted from 1, as in page.assets.1.count`},
		{"network.=20ms", `"network." is no path: write keys with a dot between them, as in network.rtt`},
		{"page={html: 5KB", `this { has no } that closes it`},
		{"page={html: 5KB, asets: []}", `unknown key "asets": did you mean "assets"?`},
		{"runs.HTTP/3.http=3", `runs has no entry "HTTP/3": did you mean "HTTP/2"?`},
		{"runs.HTTP/1.2.http=3", `runs has no entry "HTTP/1.2": did you mean "HTTP/1.0"?`},
		{"runs.4.http=3", `runs has no entry "4": there are HTTP/1.0, HTTP/1.1 and HTTP/2`},
		{"runs.HTTP/2.htp=3", `unknown key "htp": did you mean "http"?`},
		{"page.assets.3.count=3", `page.assets has no entry "3": there are pictures, and 2 in all`},
		{"http.version=2", `http is a group of keys: it wants an HTTP version: "1.0", "1.1", "2" or "3"`},
		{"pipeline=true", `run "HTTP/1.0": HTTP/1.0 has no pipelining: set pipeline: false here, or http: "1.1"`},
		{"network.rtt=*a", `alias *a has no anchor before it: write &a where it is defined`},
		{"http=1.0\n---\n2", `a second document starts here: a file holds one, so give this one a file of its own`},
	} {
		_, err := Parse("x.yaml", []byte(overridden), c.set)
		if err == nil {
			t.Errorf("%s: no error", c.set)
			continue
		}
		require.EqualError(t, err, "--set "+c.set+": "+c.want)
	}
}

// An override that no run takes is a mistake, and one that some runs do not take
// is worth a word.
func TestOverridesWithoutEffect(t *testing.T) {
	const file = "page: {html: 1KB}\nruns:\n  - {name: A, network: {rtt: 1ms}}\n  - {name: B, network: {rtt: 2ms}}\n"
	_, err := Parse("x.yaml", []byte(file), "network.rtt=20ms")
	require.EqualError(t, err, "--set network.rtt=20ms: this changes nothing: another --set behind it has this key, or each run has one of its own, which runs.NAME.KEY=VALUE sets")
	_, err = Parse("x.yaml", []byte("page: {html: 1KB}"), "network.rtt=20ms", "network.rtt=30ms")
	require.ErrorContains(t, err, "--set network.rtt=20ms: this changes nothing: another --set behind it")
	s, err := Parse("x.yaml", []byte(overridden), "network.rtt=20ms")
	require.NoError(t, err)
	require.Equal(t, []string{`--set network.rtt=20ms leaves run "HTTP/2" alone, which has a value of its own: runs.HTTP/2.network.rtt sets that`}, s.Warnings)
}

// Expectations apply to the runs of the file.
func TestOverridesSkipExpectations(t *testing.T) {
	for _, c := range []struct {
		set     []string
		skipped []string
	}{
		{nil, []string{"", ""}},
		{[]string{"network.rtt=20ms"}, []string{"network.rtt=20ms", ""}},
		{[]string{"network.rtt=200ms"}, []string{"", ""}}, // as it was
		{[]string{"title=Another"}, []string{"", ""}},
		{[]string{"runs.HTTP/1.0.keep_alive=true"}, []string{"runs.HTTP/1.0.keep_alive=true", ""}},
		{[]string{"runs.HTTP/2.network.rtt=20ms"}, []string{"", "runs.HTTP/2.network.rtt=20ms"}},
		{[]string{"page.html=1KB", "seed=2"}, []string{"page.html=1KB, seed=2", "page.html=1KB, seed=2"}},
		{[]string{"page.html=1KB", "expect=[{run: HTTP/1.0, requests: 1}, {run: HTTP/2, requests: 2}]"}, []string{"", ""}},
	} {
		s, err := Parse("x.yaml", []byte(overridden), c.set...)
		require.NoError(t, err)
		require.Equal(t, c.skipped, []string{s.Expect[0].Skipped, s.Expect[1].Skipped}, c.set)
	}
}

// A seed of its own keeps runs apart that differ by theirs, and leaves alone what
// is expected where there is no chance.
func TestReseed(t *testing.T) {
	s := mustParse(t, `
page: {html: 1KB}
seed: 5
runs:
  - {name: calm}
  - {name: lossy, network: {loss: 1%}}
  - {name: lossy again, seed: 6, network: {loss: 1%}}
expect:
  - {run: calm, requests: 1}
  - {run: lossy, requests: 1}
`)
	s.Reseed(100)
	require.Equal(t, []uint64{100, 100, 100, 101}, []uint64{s.Seed, s.Runs[0].Seed, s.Runs[1].Seed, s.Runs[2].Seed})
	require.Equal(t, []string{"", "seed=100"}, []string{s.Expect[0].Skipped, s.Expect[1].Skipped})
}
