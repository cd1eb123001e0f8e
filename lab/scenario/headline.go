package scenario

import (
	"slices"

	yaml "rttlab/lab/internal/strictyaml"
)

// Headline is a scenario's lesson in one figure: a run beside another one.
type Headline struct {
	Run, Against string
	Measure      string // one of headlineMeasures; "" is the first
}

// headlineMeasures are what a headline can count: how many times faster or
// slower, the difference in time, in round trips, in what failed.
var headlineMeasures = []string{"times", "time", "round trips", "failed"}

var headlineSection = &yaml.Section[Headline]{
	Name: "headline", Where: "under headline",
	Doc:      "The lesson in one figure, for the top of the pictures: a run beside another one. Default: the greatest speedup.",
	Example:  "headline: {run: HTTP/2, against: HTTP/1.1}",
	Required: []string{"run", "against"},
	Inner:    true,
	Keys: []yaml.Key[Headline]{
		yaml.Field("run", runName, func(h *Headline) *string { return &h.Run }, "The run that the figure is about.", yaml.Such("HTTP/2")),
		yaml.Field("against", runName, func(h *Headline) *string { return &h.Against }, "The run that it is compared with.", yaml.Such("HTTP/1.1")),
		yaml.Field("measure", choice("measure", headlineMeasures...), func(h *Headline) *string { return &h.Measure },
			"How many times faster or slower, the difference in time, in round trips, or in how many requests failed or users were turned away.", yaml.Default("times"), yaml.Such("time")),
	},
}

// headlineKey is the file's headline.
func headlineKey() yaml.Key[Scenario] {
	return yaml.Sub(headlineSection, func(s *Scenario) *Headline { return &s.Headline })
}

// checkHeadline looks for runs that there are none of, in the headline and in
// what runs are compared with.
func (d *decoder) checkHeadline(s *Scenario, top *yaml.Node) {
	all := names(s.Runs)
	for _, c := range d.compared {
		if !slices.Contains(all, c.name) {
			d.Errorf(c.at, "there is no run %q to compare with: %s", c.name, Hint(c.name, all, "there are"))
		}
	}
	if e, ok := top.Get("headline"); ok {
		for _, name := range []string{s.Headline.Run, s.Headline.Against} {
			switch {
			case name == "":
				d.Errorf(e.Key, "a headline needs both runs, as in %s", headlineSection.Example)
			case !slices.Contains(all, name):
				d.Errorf(e.Key, "there is no run %q: %s", name, Hint(name, all, "there are"))
			}
		}
		if s.Headline.Run != "" && s.Headline.Run == s.Headline.Against {
			d.Errorf(e.Key, "%q is compared with itself: name another run", s.Headline.Run)
		}
	}
}

// compared is a run's name that stands in another one's against.
type compared struct {
	name string
	at   yaml.Place
}

// against reads what a run is compared with.
func (d *decoder) against(own *yaml.Node) string {
	e, ok := own.Get("against")
	if !ok {
		return ""
	}
	name, ok := yaml.Read(d.Decoder, e, runName)
	if ok {
		d.compared = append(d.compared, compared{name, e.Value.At()})
	}
	return name
}
