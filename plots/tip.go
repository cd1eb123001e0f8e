package plots

import (
	"fmt"
	"slices"
	"strings"

	"rttlab/lab/timeline"
)

// tipOf is what an SVG says of a resource under the pointer.
func tipOf(res *timeline.Resource) string {
	lines := []string{
		name(res),
		fmt.Sprintf("%s, from %s to %s", note(res), duration(res.Start), duration(res.End())),
	}
	if res.Pieces == nil {
		for _, phase := range allPhases() {
			if d := res.Of(phase); d > 0 {
				lines = append(lines, fmt.Sprintf("%s: %s", phaseLabels[phase], duration(d)))
			}
		}
		return strings.Join(lines, "\n")
	}
	for _, p := range inOrder(timeline.AddUp(res.Pieces)) {
		lines = append(lines, fmt.Sprintf("%s: %s", labelOf(p.Cause), duration(p.To-p.From)))
	}
	return strings.Join(lines, "\n")
}

// labelOf is a cause in a legend's words.
func labelOf(c timeline.Cause) string {
	l := lookOf[c]
	return l.labels[slices.Index(l.causes, c)]
}
