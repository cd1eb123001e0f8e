package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
	"rttlab/lab/setup"
)

// entryName is what errors call an element of a list.
const entryName = "this entry"

// unsaid marks a think time that a group leaves to the server.
const unsaid time.Duration = -1

// assetsKey is page's assets. Lists are not merged: a run's replaces the top's.
func assetsKey() yaml.Key[Page] {
	return yaml.Key[Page]{
		Name: "assets", Type: "list", Example: "[" + assetSection.Example + "]",
		Schema: yaml.ListOf(assetSection.Name, maxGroups,
			"The files that the HTML names, in groups of like ones, in the order in which it names them. A run's list replaces the top's."),
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Page) {
			for _, e := range layers {
				to.Assets = assets(d, e)
			}
		},
	}
}

func assets(d *yaml.Decoder, e yaml.Entry) []Assets {
	var groups []Assets
	for _, n := range d.Items(e, maxGroups, assetSection.Example) {
		m := assetSection.Open(d, n, entryName)
		if m == nil {
			continue
		}
		group := Assets{Count: 1, Type: page.Image, Think: unsaid}
		assetSection.Fill(d, "asset.", []*yaml.Node{m}, &group)
		switch e, ok := m.Get("size"); {
		case !ok && !group.bodiless():
			d.Missing(m.At(), "size", "size is missing: say how large each file is, as in size: 10KB")
		case ok && group.bodiless():
			d.Errorf(e.Key, "the answer to a HEAD, and one with the status 204 or 304, has no body: leave size out")
		}
		groups = append(groups, group)
	}
	return groups
}

// runs reads a file's runs, or makes the one run of a file without.
func (d *decoder) runs(s *Scenario, top *yaml.Node) {
	list, ok := top.Get("runs")
	if !ok {
		run := d.run(top, nil)
		run.Name = s.Name
		s.Runs = []Run{run}
		return
	}
	nodes := d.Items(list, maxRuns, runSection.Example)
	if len(nodes) == 0 {
		d.run(top, nil) // for the top's own mistakes
	}
	if list.Value.IsEmptyList() {
		d.Errorf(list.Value.At(), "this list is empty: leave runs out for a single run")
	}
	named := map[string]yaml.Place{}
	at := map[string]yaml.Place{}
	for _, n := range nodes {
		m := runSection.Open(d.Decoder, n, entryName)
		if m == nil {
			continue
		}
		run := d.run(top, m)
		d.beaten(s, run.Name)
		name, ok := m.Get("name")
		switch before := named[run.Name]; {
		case !ok:
			d.Missing(m.At(), "name", "this run has no name: give it one, as in %s", runSection.Example)
		case run.Name != "" && before.Known():
			d.Errorf(name.Value.At(), "there is a run %q already, %s: give this one another name", run.Name, before)
		default:
			named[run.Name] = name.Key
			at[run.Name] = name.Value.At()
		}
		s.Runs = append(s.Runs, run)
	}
	if d.Count() == 0 {
		d.checkNames(s.Runs, at)
	}
}

// beaten warns of overrides of the top's keys that a run has of its own.
func (d *decoder) beaten(s *Scenario, run string) {
	for _, override := range d.Beaten() {
		if key, _, _ := strings.Cut(override.Path, "."); slices.Contains(settingsSection.Names(), key) {
			s.Warnings = append(s.Warnings, fmt.Sprintf("%s leaves run %q alone, which has a value of its own: runs.%s.%s sets that", override.Name, run, run, override.Path))
		}
	}
}

// expects reads a file's expectations.
func (d *decoder) expects(s *Scenario, top *yaml.Node) {
	list, ok := top.Get("expect")
	if !ok {
		return
	}
	for _, n := range d.Items(list, maxExpects, expectSection.Example) {
		before := d.Count()
		m := expectSection.Open(d.Decoder, n, entryName)
		if m == nil {
			continue
		}
		e := Expect{By: 1, Connections: -1, Requests: -1, Failed: -1, Peak: -1, Line: m.At().Line()}
		d.Start()
		expectSection.Fill(d.Decoder, "", []*yaml.Node{m}, &e)
		if d.Count() == before {
			d.checkExpect(s, m, &e)
		}
		s.Expect = append(s.Expect, e)
	}
}

// byKey is an expectation's by: how many times faster, or by how much time.
func byKey() yaml.Key[Expect] {
	factor, saved := times(), yaml.Span(setup.Patience)
	return yaml.Key[Expect]{
		Name: "by", Type: "number above 0, or time",
		Schema: &yaml.Schema{
			Description: "How many times faster, as in 1.8, or by how much time, as in 5s.",
			AnyOf:       []yaml.Schema{factor.Schema, {Type: "string", Pattern: saved.Schema.Pattern}}, Default: 1, Examples: []any{1.8, "5s"},
		},
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Expect) {
			for _, e := range layers {
				s, ok := d.Scalar(e, factor.Want)
				if _, _, _, unit, _ := yaml.Split(s.Text); ok && yaml.DurationUnits[unit] > 0 {
					if to.Saves, ok = yaml.Read(d, e, saved); ok && to.Saves == 0 {
						d.Errorf(s.At, "by has to be longer than 0")
					}
				} else if ok {
					to.By, _ = yaml.Read(d, e, factor)
				}
			}
		},
	}
}

// checkExpect looks for what contradicts itself, or speaks of no run.
func (d *decoder) checkExpect(s *Scenario, m *yaml.Node, e *Expect) {
	names := slices.DeleteFunc(names(s.Runs), func(name string) bool { return name == "" }) // wrong, and said so
	has := "there are"
	if len(names) == 1 {
		has = "there is only"
	}
	for key, name := range map[string]string{"run": e.Run, "faster_than": e.FasterThan} {
		if in, ok := m.Get(key); ok && !slices.Contains(names, name) {
			d.Errorf(in.Value.At(), "there is no run %q: %s", name, Hint(name, names, has))
		}
	}
	if _, ok := m.Get("run"); !ok {
		d.Missing(m.At(), "run", "run is missing: say which run is expected to do this")
	}
	var first yaml.Entry
	for _, measure := range measures {
		in, ok := m.Get(measure)
		switch {
		case ok && first.Key.Known():
			d.Errorf(in.Key, "%s and %s are two expectations: write an entry for each", first.Name, measure)
		case ok:
			first = in
		}
	}
	within, hasWithin := m.Get("within")
	by, hasBy := m.Get("by")
	switch {
	case !first.Key.Known():
		d.Errorf(m.At(), "this expects nothing: add one of %s", yaml.List(measures))
	case hasBy && first.Name != "faster_than":
		d.Errorf(by.Key, "by goes with faster_than, and this entry has %s", first.Name)
	case hasWithin && (first.Name == "connections" || first.Name == "requests" || first.Name == "failed" || first.Name == "peak"):
		d.Errorf(within.Key, "within does not go with %s: a count is exact", first.Name)
	case !hasWithin && (first.Name == "total" || first.Name == "handshakes"):
		d.Errorf(first.Key, "%s needs a tolerance beside it, as in within: 5%%", first.Name)
	case first.Name == "faster_than" && e.FasterThan == e.Run:
		d.Errorf(first.Value.At(), "%q is compared with itself: name another run", e.Run)
	case e.Total == 0 && first.Name == "total", e.Handshakes == 0 && first.Name == "handshakes":
		d.Errorf(first.Value.At(), "%s has to be longer than 0", first.Name)
	}
}
