package plots

import (
	"slices"
	"strings"

	"rttlab/lab/timeline"
)

// A leg's strip is in this part of a row, from its top; strips share it.
const (
	legsFrom = 0.74
	legsTo   = 0.93

	leastLegs = 9.0 // a row that is lower has no room for them
)

// legs draws what became of a resource's request behind the browser: a strip for
// each proxy, the nearest first.
func (s *sheet) legs(axis timeAxis, y0, y1 float64, res *timeline.Resource) {
	if y1-y0 < leastLegs || len(res.Legs) == 0 {
		return
	}
	top, each := y0+(y1-y0)*legsFrom, (y1-y0)*(legsTo-legsFrom)/float64(len(res.Legs))
	for i := range res.Legs {
		leg := &res.Legs[i]
		at := top + each*float64(i)
		s.rect(axis.x(leg.Start), at-1, axis.x(leg.End()), at, paper)
		for _, p := range legPieces(leg) {
			s.rect(axis.x(p.From), at, axis.x(p.To), max(at+each-1, at+1), lookOf[p.Cause].color)
		}
	}
}

// legPieces are a leg's phases as causes.
func legPieces(leg *timeline.Leg) []timeline.Piece {
	var out []timeline.Piece
	at := leg.Start
	for _, part := range []timeline.Piece{
		{Cause: timeline.Proxy, To: leg.Blocked},
		{Cause: timeline.TCP, To: leg.Connect},
		{Cause: timeline.TLSSetUp, To: leg.TLS},
		{Cause: timeline.Asking, To: leg.Send + leg.Wait - leg.Think - leg.RTT/2},
		{Cause: timeline.Server, To: leg.Think},
		{Cause: timeline.Asking, To: min(leg.RTT/2, leg.Wait)},
		{Cause: timeline.Sending, To: leg.Receive},
	} {
		if part.To > 0 {
			out = append(out, timeline.Piece{Cause: part.Cause, From: at, To: at + part.To})
			at += part.To
		}
	}
	return out
}

// legKeys say what the strips are, where there are any.
func legKeys(run *timeline.Run) []key {
	var roles []string
	for i := range run.Resources {
		for _, leg := range run.Resources[i].Legs {
			if role := strings.ReplaceAll(leg.Role, "_", " "); !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	if len(roles) == 0 {
		return nil
	}
	return []key{{label: "the same behind the " + strings.Join(roles, ", the "), sample: "under a bar:"}}
}
