// Package diagnose says what a recorded page load waited for and what it would
// cost otherwise, by playing it again: as recorded, on the network that the
// recording shows, and then with one thing changed at a time.
package diagnose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"rttlab/lab/har"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// Player plays runs, side by side where it can, and gives the timelines in
// their order.
type Player func(ctx context.Context, runs []*setup.Setup) ([]timeline.Run, error)

// Diagnosis is what came out.
type Diagnosis struct {
	Recording *har.Recording
	Site      *Site
	Facts     *har.Facts

	// Recorded and Replayed are from the page's connectStart to the last
	// response's end.
	Recorded, Replayed time.Duration
	Replay             timeline.Run  // the one of all draws that is nearest to the recording
	Draws              Draws         // of the load as recorded
	AtOwnSpeed         time.Duration // what a replay took before Site.Speed was found

	WhatIf []Outcome // the one that saves most first
}

// Draws are what several plays of one load took that differ by chance alone, in
// ascending order.
type Draws []time.Duration

// Median is the one in the middle.
func (d Draws) Median() time.Duration { return d[(len(d)-1)/2] }

// Outcome is what a change came to.
type Outcome struct {
	WhatIf
	Total  time.Duration // as Recorded
	Saves  time.Duration // of Replayed; negative: it costs
	Draws  Draws
	Run    timeline.Run // the one whose total is Total
	Same   bool         // the load is like that already
	Reason string       // what the difference is due to
	Err    string       // why there is no figure
}

// How often a load is played. Which packets a full queue drops is chance, and a
// browser on a real machine is never twice as fast to the microsecond: so each
// packet has up to jitter more. If that changes nothing, few draws will do.
const (
	jitter    = time.Millisecond
	oneDraw   = 1  // of a page with many files, over which chance evens out
	fewDraws  = 3  // at first
	moreDraws = 5  // of a change that chance has a say in
	replays   = 24 // of the load as recorded, then
	steady    = 0.03
	alike     = 0.005 // chance has no say
	manyFiles = 200
)

// Diagnose plays a page of a recording, by its index.
func Diagnose(ctx context.Context, rec *har.Recording, page int, play Player) (*Diagnosis, error) {
	load := rec.Load(page)
	if len(load.Fetches) == 0 {
		return nil, errors.New("the page has no entries that used the network")
	}
	d := &Diagnosis{Recording: rec, Site: NewSite(load), Facts: load.Facts(), Recorded: load.Total()}
	recorded, err := d.recorded(ctx, play)
	if err != nil {
		return nil, err
	}
	all := append([]*study{recorded}, d.changes()...)
	if err := d.first(ctx, all, play); err != nil {
		return nil, err
	}
	if err := d.more(ctx, all, play); err != nil {
		return nil, err
	}
	return d, d.conclude(all)
}

// Fit makes a page of a load, with what the recording leaves open, as how fast its
// browser was, such that played again the load takes about as long as it did.
// There must be a fetch.
func Fit(ctx context.Context, load *har.Load, play Player) (*Site, error) {
	d := &Diagnosis{Site: NewSite(load), Recorded: load.Total()}
	_, err := d.recorded(ctx, play)
	return d.Site, err
}

// study is a load and what its draws gave.
type study struct {
	what  *WhatIf // nil: as recorded
	setup *setup.Setup
	runs  []timeline.Run
	same  bool
}

// changes are the studies of what could be otherwise.
func (d *Diagnosis) changes() []*study {
	var all []*study
	recorded := d.Site.Setup("recorded")
	for _, w := range WhatIfs() {
		s := d.Site.Setup("recorded")
		w.change(d.Site, s)
		same := reflect.DeepEqual(s, recorded) || w.Name == "preconnect" && len(s.Page.Hosts()) == 1
		s.Name = w.Name
		all = append(all, &study{what: &w, setup: s, same: same})
	}
	return all
}

// drawn plays the next draws of studies: as many as given for each.
func drawn(ctx context.Context, all []*study, count []int, play Player) error {
	var jobs []*setup.Setup
	for i, st := range all {
		for k := range count[i] {
			s := *st.setup
			s.Seed = uint64(len(st.runs) + k + 1)
			s.Paths = slices.Clone(s.Paths)
			for p := range s.Paths {
				s.Paths[p].Jitter = jitter
			}
			jobs = append(jobs, &s)
		}
	}
	runs, err := play(ctx, jobs)
	if err != nil {
		return err
	}
	for i, st := range all {
		st.runs = append(st.runs, runs[:count[i]]...)
		runs = runs[count[i]:]
	}
	return nil
}

// few is how often a load is played at first.
func (d *Diagnosis) few() int {
	if len(d.Site.Page.Resources) > manyFiles {
		return oneDraw
	}
	return fewDraws
}

func (d *Diagnosis) first(ctx context.Context, all []*study, play Player) error {
	count := make([]int, len(all))
	for i, st := range all {
		if !st.same {
			count[i] = max(0, d.few()-len(st.runs))
		}
	}
	return drawn(ctx, all, count, play)
}

// more plays those again whose draws differ.
func (d *Diagnosis) more(ctx context.Context, all []*study, play Player) error {
	if len(d.Site.Page.Resources) > manyFiles {
		return nil
	}
	count := make([]int, len(all))
	for i, st := range all {
		draws := st.draws()
		if st.same || len(draws) == 0 || draws.within(alike) || draws.within(steady) && (st.what != nil || among(draws, d.Recorded)) {
			continue
		}
		count[i] = moreDraws - fewDraws
		if st.what == nil {
			count[i] = replays - fewDraws
		}
	}
	return drawn(ctx, all, count, play)
}

// within says whether the draws differ by no more than that part.
func (d Draws) within(part float64) bool {
	return float64(d[len(d)-1]-d[0]) <= part*float64(d[0])
}

// among says whether the load may be one of the draws.
func among(d Draws, recorded time.Duration) bool {
	off := (recorded - d.Median()).Abs()
	return float64(off) <= 2*steady*float64(recorded)
}

// draws are the totals of a study's runs that finished.
func (st *study) draws() Draws {
	var all Draws
	for i := range st.runs {
		if r := &st.runs[i]; r.Err == "" {
			all = append(all, total(r))
		}
	}
	slices.Sort(all)
	return all
}

// total is a run's, as recordings have it.
func total(r *timeline.Run) time.Duration { return r.Total - connectStart(r) }

// connectStart is a run's, as recordings have it: of a page that finds its
// connection open, when its request was sent (har.Load.Begin). What the browser
// did until then is not in a recording.
func connectStart(r *timeline.Run) time.Duration {
	if len(r.Resources) > 0 {
		if page := &r.Resources[0]; page.Connect+page.TLS == 0 && page.Protocol != "h3" {
			return page.Start + page.Blocked + page.DNS
		}
	}
	return r.ConnectStart()
}

// nearest is the run whose total is nearest to some time.
func (st *study) nearest(to time.Duration) *timeline.Run {
	var best *timeline.Run
	for i := range st.runs {
		r := &st.runs[i]
		if r.Err == "" && (best == nil || (total(r)-to).Abs() < (total(best)-to).Abs()) {
			best = r
		}
	}
	return best
}

func (d *Diagnosis) conclude(all []*study) error {
	recorded := all[0]
	d.Draws = recorded.draws()
	run := recorded.nearest(d.Recorded)
	if run == nil {
		return fmt.Errorf("the page cannot be played again: %s", recorded.runs[0].Err)
	}
	d.Replay, d.Replayed = *run, total(run)
	for _, st := range all[1:] {
		o := Outcome{WhatIf: *st.what, Same: st.same}
		switch draws := st.draws(); {
		case st.same:
			o.Total, o.Draws, o.Run = d.Replayed, d.Draws, d.Replay
		case len(draws) == 0:
			o.Err = st.runs[0].Err
		default:
			o.Draws, o.Total = draws, draws.Median()
			o.Run = *st.nearest(o.Total)
			o.Reason = reason(&d.Replay, &o.Run)
		}
		if o.Err == "" {
			o.Saves = d.Replayed - o.Total
		}
		d.WhatIf = append(d.WhatIf, o)
	}
	slices.SortStableFunc(d.WhatIf, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(len(a.Err), len(b.Err)), cmp.Compare(b.Saves, a.Saves))
	})
	return nil
}
