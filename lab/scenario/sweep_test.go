package scenario

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		"20ms":                         "20ms",
		"20ms, 50ms,1s":                "20ms 50ms 1s",
		"10ms..30ms/3":                 "10ms 20ms 30ms",
		"30ms..10ms/3":                 "30ms 20ms 10ms",
		"0%..2% step 0.5%":             "0% 0.5% 1% 1.5% 2%",
		"0%..0.3% step 0.1%":           "0% 0.1% 0.2% 0.3%",
		"1Mbps..1000Mbps/4 log":        "1Mbps 10Mbps 100Mbps 1000Mbps",
		"1..4/7":                       "1 2 3 4",
		"1..100/5 log":                 "1 3 10 32 100",
		"0ms..1ms/4":                   "0ms 0.333333ms 0.666667ms 1ms",
		"off, 5KB..10KB step 5KB, 1MB": "off 5KB 10KB 1MB",
	} {
		got, err := Values(text)
		require.NoError(t, err, text)
		require.Equal(t, want, strings.Join(got, " "), text)
	}
	for text, want := range map[string]string{
		"":                   "empty value",
		"1ms,,2ms":           "empty value",
		"10ms..300ms":        "how many points",
		"10ms..1s/3":         "in one unit",
		"a..b/3":             "no end of a range",
		"1m30s..2m30s/3":     "no end of a range",
		"1ms..2ms/1":         "from 2 to",
		"1ms..2ms/x":         "from 2 to",
		"0ms..2ms/3 log":     "above 0",
		"2ms..1ms step 1ms":  "never ends",
		"1ms..2ms step 0ms":  "never ends",
		"1ms..2ms step 1s":   "the range's unit",
		"0..100000 step 1":   "more than 10000",
		"1ms..2ms step fast": "no end of a range",
	} {
		_, err := Values(text)
		require.ErrorContains(t, err, want, text)
	}
}

func TestQuantity(t *testing.T) {
	for text, want := range map[string]struct {
		v    float64
		unit string
	}{
		"20ms": {20, "ms"}, "1m30s": {90_000, "ms"}, "0ms": {0, "ms"}, "500kbps": {0.5, "Mbps"}, "2KiB": {2048, "bytes"}, "0.5%": {0.5, "percent"}, "6": {6, ""}, "0": {0, ""},
	} {
		v, unit, err := Quantity(text)
		require.NoError(t, err, text)
		require.InDelta(t, want.v, v, 1e-9, text)
		require.Equal(t, want.unit, unit, text)
	}
	for _, text := range []string{"", "unlimited", "codel 250KB", "2bdp"} {
		_, _, err := Quantity(text)
		require.Error(t, err, text)
	}
}

func TestSweepKey(t *testing.T) {
	const page = "page: {html: 10KB}\nsweep: "
	for text, want := range map[string][][]Axis{
		"{network.rtt: [10ms, 20ms..30ms/2]}":         {{{"network.rtt", []string{"10ms", "20ms", "30ms"}, 2}}},
		"{network.rtt: 10ms, network.loss: 0%..1%/2}": {{{"network.rtt", []string{"10ms"}, 2}, {"network.loss", []string{"0%", "1%"}, 2}}},
		"[{network.rtt: 10ms}, {page.html: 1KB}]":     {{{"network.rtt", []string{"10ms"}, 2}}, {{"page.html", []string{"1KB"}, 2}}},
	} {
		s, err := Parse("x.yaml", []byte(page+text))
		require.NoError(t, err, text)
		require.Equal(t, want, s.Sweeps, text)
	}
	for text, want := range map[string]string{
		"{}":                      "sweep has no key",
		"20ms":                    "keys are wanted here",
		"{network.rtt: }":         "no value",
		"{network.rtt: []}":       "has no values",
		"{network.rtt: 1ms..2ms}": "x.yaml:2:22: \"1ms..2ms\" is no range",
		"{network.rrt: 1ms}":      `x.yaml:2:1: sweep: with network.rrt=1ms: `,
		"{network.rtt: fast}":     `x.yaml:2:1: sweep: with network.rtt=fast: `,
		"{network.rtt: [1ms, 2ms], network.loss: [1%, 2%], network.down: [1Mbps, 2Mbps]}": "3 keys are swept at once",
		"{network.rtt: 1ms..2ms/10000, network.loss: 0%..1%/1000}":                        "more than 100000 points",
	} {
		_, err := Parse("x.yaml", []byte(page+text))
		require.ErrorContains(t, err, want, text)
	}
}

// What is swept is no error where it is, and nothing panics.
func FuzzValues(f *testing.F) {
	for _, text := range []string{"20ms", "10ms..300ms/10", "0%..5% step 0.5%", "1..9/3 log", "a,b", "..", "1../", "1..2/", "1..2 step"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		values, err := Values(text)
		if err == nil {
			require.NotEmpty(t, values)
			require.LessOrEqual(t, len(values), maxValues)
		}
	})
}
