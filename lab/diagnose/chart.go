package diagnose

import (
	"cmp"
	"fmt"
	"slices"

	"rttlab/lab/timeline"
	"rttlab/plots"
)

// Chart is the waterfall as recorded and as replayed, on one time axis that
// begins with the earlier of the two; their connectStarts are at one place.
func (d *Diagnosis) Chart() (*plots.Paired, error) {
	recorded := d.Site.Load.Run("recorded")
	begin, start := recorded.Resources[0].Start+d.Site.Load.Begin()-d.Site.Load.Fetches[0].Start, connectStart(&d.Replay)
	replayed := d.Replay
	replayed.Name = "replayed"
	replayed.Resources = slices.Clone(replayed.Resources)
	for i := range replayed.Resources {
		r := &replayed.Resources[i]
		r.ID = d.Site.Fetches[r.ID].ID
		r.Lost = nil
		r.Pieces = nil // the recording shows phases and no causes: both have the same colours
		r.Start += max(0, begin-start)
	}
	for i := range recorded.Resources {
		recorded.Resources[i].Start += max(0, start-begin)
	}
	shift := max(begin, start)
	recorded.Total, replayed.Total = shift+d.Recorded, shift+d.Replayed
	slices.SortStableFunc(recorded.Resources, func(a, b timeline.Resource) int { return cmp.Compare(a.Start, b.Start) })
	chart, err := plots.NewPaired(recorded, &replayed)
	if err != nil {
		return nil, err
	}
	chart.Title = fmt.Sprintf("Recorded %s, replayed %s", short(d.Recorded), short(d.Replayed))
	chart.About = fmt.Sprintf("%s · %s · %s", middle(d.title(), 90), d.Site.network(), count(d.Facts.Requests, "request")+" on "+count(d.Facts.Connections, "connection"))
	return chart, nil
}
