package scenario

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/setup"
	"rttlab/netem"
)

const edge = `
network: {rtt: 200ms, down: 20Mbps, loss: 1%}
server: {think: 50ms}
http: "1.1"
page: {html: 10KB, hosts: 2, assets: [{count: 4, size: 1KB}, {size: 1KB, host: cdn.example.test}]}
`

func TestServers(t *testing.T) {
	s := mustParse(t, edge+`
servers:
  cdn.example.test: {rtt: 10ms, think: 0ms, http: "3", loss: 0%}
  img1.example.test: {down: 1Mbps}
runs:
  - {name: a}
  - {name: b, migrate: {at: 1s, network: {rtt: 250ms}}, servers: {cdn.example.test: {rtt: 20ms}}}
`)
	a, b := s.Runs[0].Setup(), s.Runs[1].Setup()
	require.Len(t, a.Hosts, 4, "the browser, the page's own, and two")
	browser, own, cdn, img := a.BrowserHost(), a.PageServer(), a.Host("cdn.example.test"), a.Host("img1.example.test")
	require.Equal(t, setup.Server{HTTP: "3", TLS: "1.3"}, *cdn.Server)
	require.Equal(t, setup.Server{HTTP: "1.1"}, *own.Server)
	require.Equal(t, setup.Server{HTTP: "1.1"}, *img.Server)
	require.Equal(t, netem.Link{Up: netem.Mbps}, img.Link)
	require.Equal(t, netem.Link{}, cdn.Link)
	require.Equal(t, 200*time.Millisecond, a.Path(browser, own).RTT)
	require.Equal(t, netem.Path{RTT: 10 * time.Millisecond}, a.Path(browser, cdn))
	require.Equal(t, 0.01, a.Path(browser, img).Back.Loss)
	require.Equal(t, []time.Duration{50 * time.Millisecond, 0}, []time.Duration{a.Page.Resources[1].Think, a.Page.Resources[5].Think})

	require.Equal(t, 20*time.Millisecond, b.Path(b.BrowserHost(), b.Host("cdn.example.test")).RTT)
	require.Equal(t, 70*time.Millisecond, b.Path(b.Host(setup.AfterName), b.Host("cdn.example.test")).RTT, "50 ms more, as for the others")
	require.Equal(t, "3", b.Host("cdn.example.test").Server.HTTP)
}

func TestServerMistakes(t *testing.T) {
	for servers, want := range map[string]string{
		"{cdn.exampel.test: {rtt: 1ms}}":                     `no file of the page is at cdn.exampel.test: did you mean "cdn.example.test"?`,
		"{www.example.test: {http: '2'}}":                    `this is the page's own server`,
		"{cdn.example.test: {http: '3', tls: none}}":         `HTTP/3 has TLS 1.3 built in`,
		"{cdn.example.test: {http: '2', keep_alive: false}}": `HTTP/2 always keeps its connection`,
		"{cdn.example.test: {http: '2', max_requests: 3}}":   `HTTP/2 has no max_requests here`,
		"{cdn.example.test: {latency: 1ms}}":                 `did you mean "rtt"?`,
		"{cdn.example.test: 10ms}":                           `cdn.example.test is`,
		"{browser: {rtt: 1ms}}":                              `"browser" is the browser's own name in the lab`,
		"[{rtt: 1ms}]":                                       `servers is`,
		"{cdn.example.test: {rtt: 1ms}, CDN: {rtt: 1ms}}":    `no host's name`,
		"{cdn.example.test: }":                               `cdn.example.test is empty`,
	} {
		_, err := Parse("x.yaml", []byte(edge+"servers: "+servers))
		require.ErrorContains(t, err, want, servers)
		require.ErrorContains(t, err, "x.yaml:6:", servers)
	}
}

// The lab's own hosts have names that no page can use.
func TestReservedNames(t *testing.T) {
	for host, want := range map[string]string{
		"resolver.example.test": `"resolver.example.test" is the resolver's own name in the lab`,
		"browser":               `"browser" is the browser's own name in the lab`,
		"browser-after":         `"browser-after" is the browser's own name in the lab`,
		"10.0.0.1":              `"10.0.0.1" is an address: it wants a name`,
		"1.2.3":                 `"1.2.3" is an address`,
	} {
		_, err := Parse("x.yaml", []byte("network: {rtt: 100ms}\nbrowser: {dns: 10ms}\npage: {assets: [{size: 1KB, host: "+host+"}]}"))
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "x.yaml:3:35", host)
	}
	for _, host := range []string{setup.BrowserName, setup.AfterName, setup.ResolverName} {
		require.NotEmpty(t, setup.Reserved(host))
	}
	require.Empty(t, setup.Reserved("browsers.example.test"))
}
