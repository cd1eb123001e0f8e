package plots

import (
	"fmt"
	"math"
	"slices"
	"time"

	"rttlab/lab/timeline"
)

// slide is a chart that has more rows than a slide has room for, and can be drawn
// with several of them in one.
type slide interface{ Slide() Chart }

// mostBands is how many rows a slide has room for, with text that can be read from
// the back.
const mostBands = 30

// band is rows that are named together: from the first to before the last.
type band struct{ from, to int }

func (b band) rows() int { return b.to - b.from }

// number is the band's rows, counted from 1: "7", or "8-13".
func (b band) number() string {
	if b.rows() == 1 {
		return fmt.Sprint(b.to)
	}
	return fmt.Sprintf("%d-%d", b.from+1, b.to)
}

// single are bands of a row each.
func single(rows int) []band {
	all := make([]band, rows)
	for i := range all {
		all[i] = band{i, i + 1}
	}
	return all
}

// fold makes at most mostBands of the rows. Those that are alike for their
// neighbour stay together, as a wave of requests: where there are too many waves
// the shortest neighbours become one, where there are few the longest are divided
// evenly.
func fold(rows int, alike func(a, b int) bool) []band {
	var all []band
	for i := range rows {
		if last := len(all) - 1; last >= 0 && alike(all[last].from, i) {
			all[last].to++
			continue
		}
		all = append(all, band{i, i + 1})
	}
	for len(all) > mostBands {
		at := 0
		for i := range len(all) - 1 {
			if all[i].rows()+all[i+1].rows() < all[at].rows()+all[at+1].rows() {
				at = i
			}
		}
		all[at].to = all[at+1].to
		all = slices.Delete(all, at+1, at+2)
	}
	return divide(all)
}

// divide cuts bands into equal parts, no longer than what makes mostBands of all.
func divide(all []band) []band {
	parts := func(longest int) (n int) {
		for _, b := range all {
			n += (b.rows() + longest - 1) / longest
		}
		return n
	}
	longest := 1
	for parts(longest) > mostBands && parts(longest) > len(all) {
		longest++
	}
	var out []band
	for _, b := range all {
		n := (b.rows() + longest - 1) / longest
		for i := range n {
			out = append(out, band{b.from + b.rows()*i/n, b.from + b.rows()*(i+1)/n})
		}
	}
	return out
}

// rowEdges are where rows begin, and where the last one ends, when bands are equally
// high and their rows share that.
func rowEdges(bands []band, top, height float64) []float64 {
	out := []float64{math.Round(top)}
	for i, b := range bands {
		for j := range b.rows() {
			out = append(out, math.Round(top+height*(float64(i)+float64(j+1)/float64(b.rows()))))
		}
	}
	return out
}

// sameWave says that two resources are of one kind and were asked for together:
// within a quarter of a round trip.
func sameWave(run *timeline.Run) func(a, b int) bool {
	return func(i, j int) bool {
		a, b := &run.Resources[i], &run.Resources[j]
		apart := active(b) - active(a)
		return a.Type == b.Type && a.Host == b.Host && max(apart, -apart) <= run.RTT/4 && bad(a) == bad(b)
	}
}

// gathered names the resources of a band.
func gathered(all []timeline.Resource) string {
	first := &all[0]
	if len(all) == 1 {
		return name(first)
	}
	of := func(value func(*timeline.Resource) string) (n int) {
		var seen []string
		for i := range all {
			if v := value(&all[i]); !slices.Contains(seen, v) {
				seen = append(seen, v)
			}
		}
		return len(seen)
	}
	what := plural(len(all), "file")
	if first.Type != "other" && of(func(r *timeline.Resource) string { return r.Type }) == 1 {
		what = fmt.Sprintf("%d × %s", len(all), first.Type)
	}
	if hosts := of(func(r *timeline.Resource) string { return r.Host }); hosts > 1 {
		return what + " - " + plural(hosts, "host")
	}
	return what + " - " + first.Host
}

// took is how long the resources of a band took, from the least to the most.
func took(all []timeline.Resource) string {
	least, most := time.Duration(math.MaxInt64), time.Duration(0)
	for i := range all {
		least, most = min(least, all[i].Phases.Sum()), max(most, all[i].Phases.Sum())
	}
	if duration(least) == duration(most) {
		return duration(most)
	}
	return "to " + duration(most)
}
