package plots

import (
	"image/color"
	"slices"
	"strings"

	"rttlab/lab/timeline"
)

// key is one entry of a legend.
type key struct {
	label   string
	color   color.RGBA
	hatched bool
	line    bool   // a line at the foot of the box
	cross   bool   // a cross instead of the box
	ends    bool   // a mark at the end of the box
	dashed  bool   // a dashed line across the box
	upright bool   // a line down the middle of the box
	sample  string // a text instead of the box
	look    *look  // a cause's
}

// legend writes keys from x to the right, at most to x1, then in a next line.
// It returns where its last line ends.
func (s *sheet) legend(x, x1, y, size float64, keys []key) float64 {
	return s.legendLines(x, x1, y, size, 1.5*size, keys)
}

// legendLines is a legend whose lines are so far apart.
func (s *sheet) legendLines(x, x1, y, size, apart float64, keys []key) float64 {
	left := x
	for _, k := range keys {
		box, width := k.box(size), k.width(size)
		if x > left && x+width > x1 {
			x, y = left, y+apart
		}
		switch {
		case k.look != nil:
			top, bottom := middle(y-size/2, y+size/2, max(k.look.part, thin))
			s.fillLook(x, top, x+size, bottom, k.look)
		case k.sample != "":
			s.text(x, y, k.sample, size, false, toLeft, quiet)
		case k.hatched:
			s.hatched(x, y-size/2, x+size, y+size/2, k.color, struckBy(k.color))
		case k.dashed:
			s.dashed(x, x+size, y, 3, k.color)
		case k.upright:
			s.vertical(x+size/2, y-size/2, y+size/2, 4, k.color)
		case k.cross:
			s.cross(x+size/2, y, size/2-3, 3, k.color)
		case k.line:
			s.rect(x, y+size/2-criticalLine, x+size, y+size/2, k.color)
		default:
			s.rect(x, y-size/2, x+size, y+size/2, k.color)
		}
		if k.ends {
			s.vertical(x+size, y-size/2, y+size/2, 4, headOfLine)
		}
		s.text(x+box+size*0.4, y, k.label, size, false, toLeft, quiet)
		x += width + size*keyGap
	}
	return x
}

// headLegend is a legend of at most two lines above a chart, smaller when there
// are more keys, and then without what explains them behind a colon.
func (s *sheet) headLegend(y float64, keys []key) {
	size := legendSize
	for ; size > leastText && legendLines(size, s.width-2*margin, keys) > 2; size-- {
	}
	if legendLines(size, s.width-2*margin, keys) > 2 {
		keys = slices.Clone(keys)
		for i := range keys {
			keys[i].label, _, _ = strings.Cut(keys[i].label, ": ")
		}
	}
	if legendLines(size, s.width-2*margin, keys) > 2 { // three, closer together
		s.legendLines(margin, s.width-margin, y-10, size, 1.3*size, keys)
		return
	}
	s.legend(margin, s.width-margin, y, size, keys)
}

// legendLines is how many lines legend takes.
func legendLines(size, room float64, keys []key) int {
	n, x := 1, 0.0
	for _, k := range keys {
		width := k.width(size)
		if x > 0 && x+width > room {
			n, x = n+1, 0
		}
		x += width + size*keyGap
	}
	return n
}

// box is how wide what stands before the label is, and width all of it.
func (k *key) box(size float64) float64 {
	if k.sample != "" {
		return textWidth(k.sample, size, false)
	}
	return size
}

func (k *key) width(size float64) float64 {
	return k.box(size) + size/2 + textWidth(k.label, size, false)
}

const (
	keyGap     = 1.1  // from one key to the next, of the size
	legendSize = 26.0 // to be read from the back of the room
	leastText  = 20.0 // to be read from there at all, on a slide that is 1920 wide
)

// foot writes a legend at the bottom, and below it on what the runs were made,
// and a round trip to the scale of the axis.
func (s *sheet) foot(y float64, axis timeAxis, keys []key, runs []timeline.Run) {
	fits := legendSize
	for fits > leastText && legendLines(fits, s.width-2*margin, keys) > 1 {
		fits--
	}
	if legendLines(fits, s.width-2*margin, keys) > 1 { // two lines where one was
		s.legend(margin, s.width-margin, y-14, fits, keys)
		y += 6
	} else {
		s.legend(margin, s.width-margin, y, fits, keys)
	}
	room := s.width - 2*margin
	if axis.end > 0 {
		room = s.ruler(axis, s.width-margin, y+40, legendSize) - 2*margin
	}
	where := describeAll(runs)
	size := shrink(where, legendSize, leastText, room, false)
	s.text(margin, y+40, cutMiddle(where, size, false, room), size, false, toLeft, quiet)
}

// laneKeys are the keys of what runs' resources look like in lanes.
func laneKeys(axis timeAxis, runs []timeline.Run) []key {
	if !explained(runs) {
		return phaseKeys(axis, runs, allPhases()[timeline.DNS:]...)
	}
	return append(causeKeys(axis, ofResources(axis, runs)...), lostKeys(runs)...)
}

// barKeys are the keys of what a run's resources look like in a waterfall.
func barKeys(axis timeAxis, run *timeline.Run) []key {
	runs := []timeline.Run{*run}
	if !explained(runs) {
		return phaseKeys(axis, runs, allPhases()...)
	}
	var pieces [][]timeline.Piece
	for i := range run.Resources {
		pieces = append(pieces, run.Resources[i].Pieces)
	}
	return append(causeKeys(axis, pieces...), lostKeys(runs)...)
}

// phaseKeys are the keys of the phases that take a pixel in any of the runs,
// and of what is drawn over them.
func phaseKeys(axis timeAxis, runs []timeline.Run, phases ...timeline.Phase) []key {
	var keys []key
	for _, phase := range phases {
		if seen(axis, runs, phase) {
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

func seen(axis timeAxis, runs []timeline.Run, phase timeline.Phase) bool {
	for i := range runs {
		for j := range runs[i].Resources {
			if axis.x(runs[i].Resources[j].Of(phase)) >= axis.x0+0.5 {
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
