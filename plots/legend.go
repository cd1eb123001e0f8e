package plots

import (
	"image/color"

	"rttlab/lab/timeline"
)

// key is one entry of a legend.
type key struct {
	label   string
	color   color.RGBA
	hatched bool
	line    bool // a line at the foot of the box
	ends    bool // a mark at the end of the box
}

// legend writes keys from x to the right, at most to x1, then in a next line.
// It returns where its last line ends.
func (s *sheet) legend(x, x1, y, size float64, keys []key) float64 {
	left := x
	for _, k := range keys {
		width := size + size/2 + textWidth(k.label, size, false)
		if x > left && x+width > x1 {
			x, y = left, y+size*1.6
		}
		switch {
		case k.hatched:
			s.hatched(x, y-size/2, x+size, y+size/2, k.color)
		case k.line:
			s.rect(x, y+size/2-criticalLine, x+size, y+size/2, k.color)
		default:
			s.rect(x, y-size/2, x+size, y+size/2, k.color)
		}
		if k.ends {
			s.vertical(x+size, y-size/2, y+size/2, 4, headOfLine)
		}
		s.text(x+size*1.4, y, k.label, size, false, toLeft, quiet)
		x += width + size*1.4
	}
	return x
}

// foot writes a legend at the bottom, and to its right, as far as there is
// room, on what the runs were made.
func (s *sheet) foot(y float64, keys []key, runs []timeline.Run) {
	const size = 20
	end := s.legend(margin, s.width-margin, y, size, keys)
	room := s.width - margin - end
	where := describeAll(runs)
	smaller := shrink(where, size, 14, room, false)
	s.text(s.width-margin, y, cutMiddle(where, smaller, false, room), smaller, false, toRight, quiet)
}

// phaseKeys are the keys of the phases that happened in any of the runs, and
// of what is drawn over them.
func phaseKeys(runs []timeline.Run, phases ...timeline.Phase) []key {
	var keys []key
	for _, phase := range phases {
		if happened(runs, phase) {
			keys = append(keys, key{label: phaseLabels[phase], color: phaseColors[phase]})
		}
	}
	keys = append(keys, lostKeys(runs)...)
	for i := range runs {
		for _, held := range runs[i].HeadOfLine() {
			if held.To > held.From {
				return append(keys, key{label: "in line behind an earlier response", color: headOfLine, hatched: true})
			}
		}
	}
	return keys
}

func happened(runs []timeline.Run, phase timeline.Phase) bool {
	for i := range runs {
		for j := range runs[i].Resources {
			if runs[i].Resources[j].Of(phase) > 0 {
				return true
			}
		}
	}
	return false
}

// allPhases are the phases in their order.
func allPhases() []timeline.Phase {
	phases := make([]timeline.Phase, timeline.PhaseCount)
	for i := range phases {
		phases[i] = timeline.Phase(i)
	}
	return phases
}

// typeKeys are the keys of the resources' types, none when all are of a kind.
func typeKeys(run *timeline.Run) []key {
	seen := map[string]bool{}
	for i := range run.Resources {
		seen[run.Resources[i].Type] = true
	}
	if len(seen) < 2 {
		return nil
	}
	var keys []key
	for _, kind := range []string{"html", "css", "js", "image", "font"} {
		if seen[kind] {
			keys = append(keys, key{label: kind, color: typeColor(kind)})
			delete(seen, kind)
		}
	}
	if len(seen) > 0 {
		keys = append(keys, key{label: "other", color: otherType})
	}
	return keys
}
