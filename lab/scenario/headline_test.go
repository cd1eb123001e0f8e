package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A headline and what a run is compared with name runs that there are.
func TestHeadline(t *testing.T) {
	const runs = "page: {html: 1KB}\nvisits: 2\nruns: [{name: a}, {name: b, against: \"a, 2nd visit\"}]\n"
	s, err := Parse("x.yaml", []byte("headline: {run: b, against: a, measure: time}\n"+runs))
	require.NoError(t, err)
	require.Equal(t, Headline{Run: "b", Against: "a", Measure: "time"}, s.Headline)
	require.Equal(t, "a, 2nd visit", s.Runs[1].Against)

	for text, want := range map[string]string{
		"headline: {run: b}\n" + runs:                                   "x.yaml:1:1: a headline needs both runs",
		"headline: {run: b, against: c}\n" + runs:                       `there is no run "c"`,
		"headline: {run: b, against: b}\n" + runs:                       `"b" is compared with itself`,
		"headline: {run: b, against: a, measure: weight}\n" + runs:      "weight",
		"page: {html: 1KB}\nruns: [{name: a}, {name: b, against: d}]\n": `there is no run "d" to compare with`,
		"page: {html: 1KB}\nagainst: a\nruns: [{name: a}]\n":            "against",
	} {
		_, err := Parse("x.yaml", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}
