package sweep

import (
	"fmt"
	"slices"
	"strings"

	"rttlab/lab/scenario"
	"rttlab/plots"
)

// Charts are the pictures of a sweep. Over one key: load time of all runs, and
// of each what it went to. Over two: load time over the last key, for each value
// of the first; and for each run after the first a map of where which is faster.
func Charts(p *Plan, s *Sweep, rows []Row) ([]plots.Named, error) {
	title := p.Title
	if title == "" {
		title = p.Scenario
	}
	title = strings.TrimRight(title, "?!. ")
	axes := s.shown()
	if len(axes) == 2 {
		return maps(title, s, axes[0], axes[1], rows)
	}
	over := axes[0]
	var all []plots.Named
	add := func(name string, c plots.Chart, err error) {
		if err == nil { // nothing finished: the table says so
			all = append(all, plots.Named{Name: s.Name() + name, Chart: c})
		}
	}
	axis, xs := axisOf(&s.Axes[over])
	lines, err := plots.NewLines(title+": load time", axis, linesOf(rows, func(r *Row) float64 { return xs[r.Values[over]] }))
	if err == nil {
		lines.Note = note(rows)
	}
	add("", lines, err)
	if !p.Causes {
		return all, nil
	}
	for i, name := range runNames(rows) {
		var points []plots.Caused
		for j := range rows {
			if r := &rows[j]; r.Name == name && r.median() > 0 {
				points = append(points, plots.Caused{X: xs[r.Values[over]], Causes: r.Causes})
			}
		}
		stack, err := plots.NewStack(title+": what "+name+" waits for", axis, points)
		add(fmt.Sprintf("-causes-%d", i+1), stack, err)
	}
	return all, nil
}

// maps are the pictures of a sweep over two keys, a and b of its axes.
func maps(title string, s *Sweep, a, b int, rows []Row) (all []plots.Named, err error) {
	x, xs := axisOf(&s.Axes[a])
	y, ys := axisOf(&s.Axes[b])
	right, up := ascending(xs), ascending(ys)
	at := map[string]map[[2]float64]float64{}
	for i := range rows {
		r := &rows[i]
		if at[r.Name] == nil {
			at[r.Name] = map[[2]float64]float64{}
		}
		at[r.Name][[2]float64{xs[r.Values[a]], ys[r.Values[b]]}] = float64(r.median())
	}
	names := runNames(rows)
	for i, name := range names[1:] {
		times := make([][]float64, len(up))
		for k, v := range up {
			for _, u := range right {
				own, other := at[name][[2]float64{u, v}], at[names[0]][[2]float64{u, v}]
				ratio := 0.0
				if own > 0 {
					ratio = other / own
				}
				times[k] = append(times[k], ratio)
			}
		}
		h, err := plots.NewHeat(fmt.Sprintf("%s: how many times faster %s is than %s", title, name, names[0]), name, names[0], x, y, right, up, times)
		if err != nil {
			return nil, err
		}
		h.Note = draws(rows)
		all = append(all, plots.Named{Name: fmt.Sprintf("%s-map-%d", s.Name(), i+1), Chart: h})
	}
	curves := linesOf(rows, func(r *Row) float64 { return ys[r.Values[b]] }, a)
	if len(curves) > maxLines {
		return all, nil // nobody could tell them apart
	}
	lines, err := plots.NewLines(title+": load time", y, curves)
	if err != nil {
		return all, nil // nothing finished: the table says so
	}
	lines.Note = note(rows)
	return append(all, plots.Named{Name: s.Name(), Chart: lines}), nil
}

// maxLines is how many lines of a sweep over two keys are drawn.
const maxLines = 12

// axisOf is an axis for pictures, and the place of each of its values on it.
func axisOf(a *scenario.Axis) (plots.Axis, map[string]float64) {
	at := map[string]float64{}
	unit, ok := unitOf(a)
	axis := plots.Axis{Name: a.Key, Unit: unit}
	for _, v := range a.Values {
		if ok {
			at[v], _, _ = scenario.Quantity(v) // unitOf has seen it
		} else if _, twice := at[v]; !twice {
			at[v] = float64(len(axis.Words))
			axis.Words = append(axis.Words, v)
		}
	}
	return axis, at
}

func ascending(at map[string]float64) (all []float64) {
	for _, v := range at {
		all = append(all, v)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// linesOf makes a line of each run, and of each value of the axes that are given.
func linesOf(rows []Row, x func(r *Row) float64, apart ...int) (lines []plots.Line) {
	index := map[string]int{}
	for i := range rows {
		r := &rows[i]
		words := []string{r.Name}
		for _, a := range apart {
			words = append(words, r.Values[a])
		}
		name := strings.Join(words, ", ")
		k, ok := index[name]
		if !ok {
			k = len(lines)
			index[name] = k
			lines = append(lines, plots.Line{Name: name})
		}
		low, high := r.quantiles()
		lines[k].Points = append(lines[k].Points, plots.Reading{X: x(r), Y: float64(r.median()) / 1e6, Low: float64(low) / 1e6, High: float64(high) / 1e6})
	}
	return lines
}

// note says what a line is that has a band; "": it has none.
func note(rows []Row) string {
	if text := draws(rows); text != "" {
		return text + ", and where eight of ten of them lie"
	}
	return ""
}

// draws says what a point is the median of.
func draws(rows []Row) string {
	most := 1
	for i := range rows {
		n, _ := rows[i].draws()
		most = max(most, n)
	}
	if most == 1 {
		return ""
	}
	return fmt.Sprintf("the median of %d draws at each point", most)
}
