package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// Timing writes where the time of one resource went in each run, by the names
// that the browser's developer tools have for it, and whether its connection was
// there already. which is a URL, its path, or the end of either. It is an error if
// no run has asked for that.
func (l Layout) Timing(w io.Writer, t *timeline.Timeline, which string) error {
	out := &text{w: w, width: cmp.Or(l.Width, usualWidth)}
	found := false
	for i := range t.Runs {
		run := &t.Runs[i]
		at := slices.IndexFunc(run.Resources, func(r timeline.Resource) bool { return r.URL == which || r.Path == which })
		if at < 0 {
			at = slices.IndexFunc(run.Resources, func(r timeline.Resource) bool { return strings.HasSuffix(r.URL, which) })
		}
		if at < 0 {
			continue
		}
		found = true
		timing(out, run, &run.Resources[at])
	}
	if !found {
		return fmt.Errorf("no run asks for %q: %s", which, some(t))
	}
	return out.err
}

// some are the resources that there are, as far as they have room in a line.
func some(t *timeline.Timeline) string {
	const most = 4
	var paths []string
	for i := range t.Runs {
		for _, res := range t.Runs[i].Resources {
			if !slices.Contains(paths, res.Path) {
				paths = append(paths, res.Path)
			}
		}
	}
	switch {
	case len(paths) == 0:
		return "they ask for nothing"
	case len(paths) > most:
		return fmt.Sprintf("there are %s and %d more", strings.Join(paths[:most], ", "), len(paths)-most)
	}
	return "there are " + strings.Join(paths, ", ")
}

// timing is one resource's. Chromium's "Initial connection" has SSL in it, too;
// here each is a line of its own, so that the lines add up.
func timing(out *text, run *timeline.Run, res *timeline.Resource) {
	queueing := queued(res)
	c := clockFor(res.Phases.Sum())
	g := &grid{head: []string{run.Name + ": " + res.URL, "in " + c.name}}
	for _, part := range []struct {
		name string
		took time.Duration
	}{
		{"Queueing", queueing},
		{"Stalled", res.Blocked - queueing},
		{"DNS Lookup", res.DNS},
		{"Initial connection", res.Connect},
		{"SSL", res.TLS},
		{"Request sent", res.Send},
		{"Waiting for server response", res.Wait},
		{"Content Download", res.Receive},
		{"Total", res.Phases.Sum()},
	} {
		g.add(part.name, c.number(part.took))
	}
	out.line("")
	g.write(out)
	out.wrapped("", verdict(run, res, c))
	for i := range res.Legs {
		out.wrapped("", behind(&res.Legs[i]))
	}
	if res.Err != "" {
		out.wrapped("it failed: ", res.Err)
	}
}

// queued is the part of Blocked in which the browser had yet to do something
// itself; in the rest it waited for a connection.
func queued(res *timeline.Resource) (d time.Duration) {
	for _, p := range timeline.Clip(res.Pieces, res.Start, res.Start+res.Blocked) {
		if p.Cause == timeline.OwnTime || p.Cause == timeline.FoundLate {
			d += p.To - p.From
		}
	}
	return d
}

// verdict says whether a resource's connection was there.
func verdict(run *timeline.Run, res *timeline.Resource, c clock) string {
	shook := res.Connect + res.TLS
	switch {
	case res.Connection == 0:
		return "it had no connection"
	case shook > 0:
		return fmt.Sprintf("connection %d is new: %s of %s were handshake", res.Connection, c.format(shook), c.format(res.Phases.Sum()))
	}
	before := 0
	for i := range run.Resources {
		if other := &run.Resources[i]; other.Connection == res.Connection && other.Sent() < res.Sent() {
			before++
		}
	}
	if before == 0 {
		return fmt.Sprintf("connection %d was opened before, for another file", res.Connection)
	}
	return fmt.Sprintf("connection %d is reused, after %s", res.Connection, counted(before, "request", "requests"))
}

// behind says the same of a leg.
func behind(l *timeline.Leg) string {
	name, c := strings.ReplaceAll(l.Role, "_", " "), clockFor(l.Phases.Sum())
	switch {
	case l.Hit:
		return fmt.Sprintf("the %s has it: nothing is asked behind it", name)
	case l.Err != "":
		return fmt.Sprintf("behind the %s: no answer in %s: %s", name, c.format(l.Phases.Sum()), l.Err)
	case l.Reused:
		return fmt.Sprintf("behind the %s: %s, on a connection that is reused", name, c.format(l.Phases.Sum()))
	}
	return fmt.Sprintf("behind the %s: %s, of which %s were handshake", name, c.format(l.Phases.Sum()), c.format(l.Shook()))
}
