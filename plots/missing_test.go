package plots

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// What the font lacks is a box in a PNG and itself in an SVG, and the caller
// learns of it. Accents, Greek and Cyrillic it has.
func TestMissingGlyphs(t *testing.T) {
	run := timelinetest.Load{Name: "연결 é Ωж\u0007", HTTP: "1.1", Assets: 2}.Run()
	scenario := &timeline.Timeline{Title: "결 🚀", Runs: []timeline.Run{run, run}}
	require.Equal(t, []rune("결🚀연"), Missing(scenario))
	chart, err := NewCompare(scenario)
	require.NoError(t, err)
	var got []string
	for _, w := range texts(chart) {
		got = append(got, w.text)
	}
	require.Subset(t, got, []string{"□ □", "□□ é Ωж "})
	var svg strings.Builder
	require.NoError(t, Write(&svg, chart, "svg"))
	require.Contains(t, svg.String(), "연결 é Ωж ")
	require.NotContains(t, svg.String(), "□")
	requireRoom(t, Named{Chart: chart})

	require.Empty(t, Missing(timelinetest.KeepAlive(3)))
	require.False(t, lacks(substitute), "the substitute itself")
	require.InDelta(t, 40, textWidth("연결", 20, false), 1e-9, "two squares, whatever they are drawn with")
}
