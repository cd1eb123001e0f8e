package cause_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Whatever is loaded over whatever network, the causes leave no gap and do not
// overlap, to the nanosecond: play makes sure of that for the load and for every
// resource.
func TestRandomLoads(t *testing.T) {
	const loads = 1000
	for seed := range uint64(loads) {
		play(t, randomScenario(rand.New(rand.NewPCG(seed, 0))))
	}
}

// randomScenario is a small page and a network with up to everything that
// networks do.
func randomScenario(r *rand.Rand) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var b strings.Builder
	fmt.Fprintf(&b, "seed: %d\nnetwork: {rtt: %dms", r.IntN(1000), 1+r.IntN(300))
	fmt.Fprint(&b, pick("", "", ", down: 2Mbps, up: 1Mbps", ", down: 20Mbps, up: 5Mbps", ", down: 300kbps"))
	fmt.Fprint(&b, pick("", ", loss: 2%", ", loss: {down: 5%}", ", jitter: 10ms", ", duplicate: 3%", ", drop: {down: [5, 9], up: [4]}"), "}\n")
	fmt.Fprintf(&b, "page: {html: %dB, assets: [{count: %d, size: %dB, type: css}, {count: %d, size: %dB, type: image, host: cdn.example.test}]}\n",
		1+r.IntN(40_000), 1+r.IntN(4), 1+r.IntN(30_000), 1+r.IntN(4), 1+r.IntN(60_000))
	http := pick(
		"http: \"1.0\"\n", "http: \"1.1\"\n", "http: \"1.1\"\ntls: \"1.3\"\n", "http: \"1.1\"\npipeline: true\n",
		"http: \"2\"\n", "http: \"2\"\ntls: \"1.2\"\n", "http: \"2\"\ntls: \"1.3\"\n", "http: \"3\"\ntls: \"1.3\"\n")
	b.WriteString(http)
	server, browser := []string{"", "", "server: {think: 30ms}\n"}, []string{"", "", "browser: {dns: 20ms}\n", "browser: {like: chromium}\n"}
	if strings.Contains(http, "1.1") && !strings.Contains(http, "pipeline") {
		server = append(server, "server: {max_requests: 2}\n")
		browser = append(browser, "browser: {connections_per_host: 1}\n")
	}
	b.WriteString(pick(server...))
	b.WriteString(pick(browser...))
	return b.String()
}
