package plotstest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/plots/plotstest"
)

// Each fault is found, with its text and how much it is, and what looks like one and
// is none is not.
func TestFaults(t *testing.T) {
	const text = `<text x="100" y="60" textLength="50.0" fill="#202124">word</text>`
	const down = `<path fill="#DADCE0" d="M120 0h1v100h-1z"/>`
	for _, c := range []struct {
		name, svg string
		want      []string
	}{
		{"nothing", text, nil},
		{"beyond the edge", `<text x="1900" y="60" textLength="50.0" fill="#202124">word</text>`, []string{`"word" leaves the picture by 30 px`}},
		{"beyond the left edge", `<text x="10" y="60" text-anchor="middle" textLength="50.0" fill="#202124">word</text>`, []string{`"word" leaves the picture by 15 px`}},
		{"too small", `<text x="100" y="60" textLength="50.0" font-size="19" fill="#202124">word</text>`, []string{`"word" is 19 px high, not 20`}},
		{"on another", text + `<text x="160" y="62" text-anchor="end" textLength="30.0" fill="#202124">other</text>`, []string{`"other" lies on "word", by 20 by 12 px`}},
		{"beside another", text + `<text x="150" y="62" textLength="30.0" fill="#202124">other</text>`, nil},
		{"a line under it", down + text, []string{`"word" has a line through it, at 120, 47`}},
		{"a line over it", text + down, []string{`"word" is covered, at 120, 47`}},
		{"a ground on the line", down + `<path fill="#FFFFFF" d="M98 40h54v30h-54z"/>` + text, nil},
		{"a ground on a part of the line", down + `<path fill="#FFFFFF" d="M98 40h54v10h-54z"/>` + text, []string{`"word" has a line through it, at 120, 47`}},
		{"a slanted line", `<path fill="none" stroke="#C04040" stroke-width="2" d="M0 0L200 100"/>` + text, []string{`"word" has a line through it, at 101, 47`}},
		{"a slanted line past it", `<path fill="none" stroke="#C04040" stroke-width="2" d="M0 70L200 30L300 60"/>` + text, []string{`"word" has a line through it, at 101, 47`}},
		{"a line around its corner", `<path fill="none" stroke="#C04040" stroke-width="2" d="M90 0L90 100L160 100"/>` + text, nil},
		{"dark on dark", `<path fill="#331516" d="M90 0h100v100h-100z"/>` + text, []string{`"word" has a contrast of 1.0 on #331516, not 3`}},
		{"dark on a dark shape's half", `<path fill="#331516" d="M125 0L200 0L200 100L125 100z"/>` + text, []string{`"word" has a contrast of 1.0 on #331516, not 3`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := plotstest.Read([]byte(`<svg width="1920px" height="100px"><g font-size="20">` + c.svg + `</g></svg>`))
			require.NoError(t, err)
			require.Equal(t, c.want, p.Faults())
		})
	}
}

// What is no picture of ours is refused.
func TestRead(t *testing.T) {
	for want, svg := range map[string]string{
		"no box: \"M1 2h3v4h5\"": `<svg><path d="M1 2h3v4h5z"/></svg>`,
		"no corner: \"1,2\"":     `<svg><path d="M1,2L3 4z"/></svg>`,
		"XML syntax error":       `<svg><path></svg>`,
	} {
		_, err := plotstest.Read([]byte(svg))
		require.ErrorContains(t, err, want)
	}
}
