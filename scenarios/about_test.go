package scenarios_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/scenarios"
)

// said is a passage of a text, word by word, and what each of its figures is.
// One measure without a figure (given) is about all of them.
type said struct {
	text     string
	measures []measure
}

func tells(text string, measures ...measure) said { return said{text, measures} }

// Every figure in a scenario's title, about and run notes has somebody who
// answers for it: the runs, the file, or a source. The tables are in
// abouts_*_test.go; a quantity with its unit that stands in the file itself
// needs no line there, nor does a value that "Change next" proposes.
func TestAbouts(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			s := open(t, name)
			text := strings.Join(strings.Fields(s.Title+" — "+s.About), " ")
			f := figures{t: t, name: name, body: bodyOf(t, name)}
			claimed := make([]bool, len(text))
			claim := func(passage said) (found bool) {
				for from := 0; ; {
					at := strings.Index(text[from:], passage.text)
					if at < 0 {
						return found
					}
					found = true
					for i := range passage.text {
						claimed[from+at+i] = true
					}
					from += at + len(passage.text)
				}
			}
			for _, passage := range common {
				claim(passage)
			}
			for _, passage := range abouts[name] {
				if !claim(passage) {
					t.Errorf("the text does not say %q", passage.text)
					continue
				}
				f.check(passage)
			}
			for _, fig := range figuresIn(text) {
				if !claimed[fig.from] && !f.has(fig) && !proposed(text, fig) {
					t.Errorf("nobody answers for %q in …%s…", fig.text, text[max(0, fig.from-40):min(len(text), fig.to+30)])
				}
			}
		})
	}
	for name := range abouts {
		require.Contains(t, scenarios.Names(), name)
	}
}

// check fails where a measure gives another figure than the passage has.
func (f figures) check(passage said) {
	f.t.Helper()
	found := figuresIn(passage.text)
	if len(passage.measures) == 1 && passage.measures[0] == nil {
		return
	}
	if len(found) != len(passage.measures) {
		f.t.Errorf("%q has %d figures and %d measures", passage.text, len(found), len(passage.measures))
		return
	}
	for i, fig := range found {
		if passage.measures[i] == nil {
			continue
		}
		if got := passage.measures[i](f); math.Abs(got-fig.value) > fig.precision*(1+1e-6) {
			f.t.Errorf("%q: %s is %.6g, and not %.6g", passage.text, fig.text, got, fig.value)
		}
	}
}

// has is whether the file itself has a quantity, with its unit.
func (f figures) has(fig figure) bool {
	if fig.unit == "" {
		return false
	}
	for _, own := range figuresIn(f.body) {
		if own.value == fig.value && unitKind(own.unit) == unitKind(fig.unit) {
			return true
		}
	}
	return false
}

func unitKind(unit string) string {
	switch strings.ToLower(unit) {
	case "µs", "ms", "s", "min", "h":
		return "time"
	case "b", "kb", "mb":
		return "size"
	case "%":
		return "share"
	case "":
		return ""
	}
	return "rate"
}

// proposal is a key with values to give it, as in "rtt, to 20ms and to 300ms",
// or a piece of YAML.
var proposal = regexp.MustCompile(`, (?:back )?to (?:"?[\d.]+[a-zA-Z%]*"?(?:,? and (?:then )?(?:to )?|, )?)+|\{[^}]*\}|\[[^]]*\]|\w+: "?[\w.%]+"?`)

// proposed is whether a figure is a value that "Change next" proposes.
func proposed(text string, fig figure) bool {
	next := strings.Index(strings.ToLower(text), "change next:")
	if next < 0 || fig.from < next {
		return false
	}
	for _, at := range proposal.FindAllStringIndex(text[next:], -1) {
		if at[0]+next <= fig.from && fig.to <= at[1]+next {
			return true
		}
	}
	return false
}

// bodyOf is a scenario's file without its texts and comments.
func bodyOf(t *testing.T, name string) string {
	t.Helper()
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	var body strings.Builder
	in := false
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "about:") || strings.HasPrefix(line, "title:") {
			in = strings.HasPrefix(line, "about:")
			continue
		}
		if in = in && (strings.HasPrefix(line, " ") || strings.TrimSpace(line) == ""); in {
			continue
		}
		line, _, _ = strings.Cut(line, "#")
		body.WriteString(line + "\n")
	}
	return body.String()
}
