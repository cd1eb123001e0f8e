package scenario

import (
	"slices"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"rttlab/lab/page"
)

// entryName is what errors call an element of a list.
const entryName = "this entry"

// unsaid marks a think time that a group leaves to the server.
const unsaid time.Duration = -1

// assetsKey is page's assets. Lists are not merged: a run's replaces the top's.
func assetsKey() key[Page] {
	return key[Page]{
		name: "assets",
		schema: listOf(assetSection.name, maxGroups,
			"The files that the HTML names, in groups of like ones, in the order in which it names them. A run's list replaces the top's."),
		apply: func(d *decoder, _ string, layers []entry, to *Page) {
			for _, e := range layers {
				to.Assets = d.assets(e)
			}
		},
	}
}

func (d *decoder) assets(e entry) []Assets {
	var groups []Assets
	for _, n := range d.items(e, maxGroups, assetSection.example) {
		m := assetSection.open(d, n, entryName)
		if m == nil {
			continue
		}
		group := Assets{Count: 1, Type: page.Image, Think: unsaid}
		assetSection.fill(d, "asset.", []*mapping{m}, &group)
		if _, ok := m.get("size"); !ok {
			d.errorAt(m.at, "size is missing: say how large each file is, as in size: 10KB")
		}
		groups = append(groups, group)
	}
	return groups
}

// runs reads a file's runs, or makes the one run of a file without.
func (d *decoder) runs(s *Scenario, top *mapping) {
	list, ok := top.get("runs")
	if !ok {
		run := d.run(top, nil)
		run.Name = s.Name
		s.Runs = []Run{run}
		return
	}
	nodes := d.items(list, maxRuns, runSection.example)
	if len(nodes) == 0 {
		d.run(top, nil) // for the top's own mistakes
	}
	if list, empty := d.resolve(list.value).(*ast.SequenceNode); empty && len(list.Values) == 0 {
		d.errorAt(list.GetToken(), "this list is empty: leave runs out for a single run")
	}
	named := map[string]int{}
	at := map[string]*token.Token{}
	for _, n := range nodes {
		m := runSection.open(d, n, entryName)
		if m == nil {
			continue
		}
		run := d.run(top, m)
		name, ok := m.get("name")
		switch line := named[run.Name]; {
		case !ok:
			d.errorAt(m.at, "this run has no name: give it one, as in %s", runSection.example)
		case run.Name != "" && line > 0:
			d.errorAt(name.value.GetToken(), "there is a run %q already, on line %d: give this one another name", run.Name, line)
		default:
			named[run.Name] = name.key.Position.Line
			at[run.Name] = name.value.GetToken()
		}
		s.Runs = append(s.Runs, run)
	}
	if len(d.errs) == 0 {
		d.checkNames(s.Runs, at)
	}
}

// expects reads a file's expectations.
func (d *decoder) expects(s *Scenario, top *mapping) {
	list, ok := top.get("expect")
	if !ok {
		return
	}
	for _, n := range d.items(list, maxExpects, expectSection.example) {
		before := len(d.errs)
		m := expectSection.open(d, n, entryName)
		if m == nil {
			continue
		}
		e := Expect{By: 1, Connections: -1, Requests: -1, Line: m.at.Position.Line}
		d.given = map[string]entry{}
		expectSection.fill(d, "", []*mapping{m}, &e)
		if len(d.errs) == before {
			d.checkExpect(s, m, &e)
		}
		s.Expect = append(s.Expect, e)
	}
}

// byKey is an expectation's by: how many times faster, or by how much time.
func byKey() key[Expect] {
	factor, saved := times(), span(maxTotal)
	return key[Expect]{
		name: "by",
		schema: &schema{
			Description: "How many times faster, as in 1.8, or by how much time, as in 5s.",
			AnyOf:       []schema{factor.schema, {Type: "string", Pattern: saved.schema.Pattern}}, Default: 1, Examples: []any{1.8, "5s"},
		},
		apply: func(d *decoder, _ string, layers []entry, to *Expect) {
			for _, e := range layers {
				s, ok := d.scalar(e, factor.want)
				if _, _, _, unit, _ := split(s.text); ok && durationUnits[unit] > 0 {
					if to.Saves, ok = read(d, e, saved); ok && to.Saves == 0 {
						d.errorAt(s.at, "by has to be longer than 0")
					}
				} else if ok {
					to.By, _ = read(d, e, factor)
				}
			}
		},
	}
}

// checkExpect looks for what contradicts itself, or speaks of no run.
func (d *decoder) checkExpect(s *Scenario, m *mapping, e *Expect) {
	names := slices.DeleteFunc(names(s.Runs), func(name string) bool { return name == "" }) // wrong, and said so
	has := "there are"
	if len(names) == 1 {
		has = "there is only"
	}
	for key, name := range map[string]string{"run": e.Run, "faster_than": e.FasterThan} {
		if in, ok := m.get(key); ok && !slices.Contains(names, name) {
			d.errorAt(in.value.GetToken(), "there is no run %q: %s", name, Hint(name, names, has))
		}
	}
	if _, ok := m.get("run"); !ok {
		d.errorAt(m.at, "run is missing: say which run is expected to do this")
	}
	var first entry
	for _, measure := range measures {
		in, ok := m.get(measure)
		switch {
		case ok && first.key != nil:
			d.errorAt(in.key, "%s and %s are two expectations: write an entry for each", first.name, measure)
		case ok:
			first = in
		}
	}
	within, hasWithin := m.get("within")
	by, hasBy := m.get("by")
	switch {
	case first.key == nil:
		d.errorAt(m.at, "this expects nothing: add one of %s", list(measures))
	case hasBy && first.name != "faster_than":
		d.errorAt(by.key, "by goes with faster_than, and this entry has %s", first.name)
	case hasWithin && (first.name == "connections" || first.name == "requests"):
		d.errorAt(within.key, "within does not go with %s: a count is exact", first.name)
	case !hasWithin && (first.name == "total" || first.name == "handshakes"):
		d.errorAt(first.key, "%s needs a tolerance beside it, as in within: 5%%", first.name)
	case first.name == "faster_than" && e.FasterThan == e.Run:
		d.errorAt(first.value.GetToken(), "%q is compared with itself: name another run", e.Run)
	case e.Total == 0 && first.name == "total", e.Handshakes == 0 && first.name == "handshakes":
		d.errorAt(first.value.GetToken(), "%s has to be longer than 0", first.name)
	}
}
