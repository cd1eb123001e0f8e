package plots

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// look is how a cause is drawn. Causes of one look share a colour, a thickness
// and an entry of the legend.
type look struct {
	causes []timeline.Cause
	labels []string // of each, in a legend
	part   float64  // of a row's height: thin where nothing of the resource's own moves
	color  color.RGBA
	style  style
	lines  color.RGBA // around it, or slanted across it
}

type style int

const (
	solid style = iota
	outlined
	framed  // outlined where there is room for that
	hatched // held, or sent again
)

const (
	thinnest = 0.2  // waiting for others
	thin     = 0.45 // something is on its way, and none of it is the response's bytes
	full     = 0.8
)

// looks are in the order in which a load meets them, so that a legend reads from
// left to right. What can stand side by side differs in lightness by 20 at least
// (CIE L*), for eyes that lack a colour, too.
var looks = []look{
	{[]timeline.Cause{timeline.FoundLate, timeline.OwnTime}, []string{"not known yet", "browser's own"}, thinnest, paper, outlined, quiet},
	{[]timeline.Cause{timeline.Limit}, []string{"no free connection"}, thinnest, rgb(0x1E1C22), solid, ink},
	{[]timeline.Cause{timeline.Lookup}, []string{"dns"}, thin, rgb(0x179285), solid, ink},
	{[]timeline.Cause{timeline.TCP, timeline.QUIC}, []string{"TCP handshake", "QUIC handshake"}, thin, rgb(0xFFBE23), solid, ink},
	{[]timeline.Cause{timeline.TLSSetUp}, []string{"TLS handshake"}, thin, rgb(0x771E9F), solid, ink},
	{[]timeline.Cause{timeline.Login}, []string{"login"}, thin, rgb(0xFFF3D6), framed, rgb(0xB07800)},
	{[]timeline.Cause{timeline.Asking}, []string{"asks: a round trip"}, thin, rgb(0x4F925A), solid, ink},
	{[]timeline.Cause{timeline.Server, timeline.Proxy}, []string{"server thinks", "proxy"}, thin, rgb(0x331516), solid, ink},
	{[]timeline.Cause{timeline.SlowStart, timeline.FlowControl}, []string{"window small", "receiver full"}, thin, rgb(0xB5C66A), solid, ink},
	{[]timeline.Cause{timeline.Queueing}, []string{"other bytes first"}, thin, rgb(0xF0F8FF), outlined, rgb(0x90CAF9)},
	{[]timeline.Cause{timeline.Sending}, []string{"its bytes come"}, full, rgb(0x3A3CAC), solid, ink},
	{[]timeline.Cause{timeline.Recovery}, []string{"lost, sent again"}, full, rgb(0x400014), hatched, rgb(0xF06A6A)},
	{[]timeline.Cause{timeline.Held}, []string{"held behind a loss"}, full, paper, hatched, rgb(0xC04040)},
}

var lookOf = func() (of [timeline.CauseCount]*look) {
	for i := range looks {
		for _, c := range looks[i].causes {
			of[c] = &looks[i]
		}
	}
	return of
}()

// leastFrame is how high a box is at least that is framed.
const leastFrame = 4

// fillLook fills a box as a cause is drawn.
func (s *sheet) fillLook(x0, y0, x1, y1 float64, l *look) {
	x0, y0, x1, y1 = math.Round(x0), math.Round(y0), math.Round(x1), math.Round(y1)
	if x1 <= x0 || y1 <= y0 {
		return
	}
	switch l.style {
	case solid:
		s.rect(x0, y0, x1, y1, l.color)
	case hatched:
		s.hatched(x0, y0, x1, y1, l.color, l.lines)
	case framed:
		if y1-y0 < leastFrame {
			s.rect(x0, y0, x1, y1, l.color)
			return
		}
		fallthrough
	case outlined:
		s.rect(x0, y0, x1, y1, l.lines)
		s.rect(x0+1, y0+1, x1-1, y1-1, l.color)
	}
}

// pieces draws what a resource waited for, or its bytes, between y0 and y1;
// those that skip says so of are left out. What is alike and less than a pixel
// apart is one.
func (s *sheet) pieces(axis timeAxis, y0, y1 float64, pieces []timeline.Piece, skip func(timeline.Cause) bool) {
	var x0, x1 float64
	var now *look
	flush := func() {
		if now == nil {
			return
		}
		top, bottom := middle(y0, y1, now.part)
		switch {
		case y1-y0 >= lowLane:
		case now.part != thinnest:
			top, bottom = y0, y1
		case y1-y0 >= 2: // else waiting is a black area
			top = math.Floor((y0 + y1) / 2)
			bottom = top + 1
		default: // as light as thin lines are from afar
			s.rect(x0, y0, x1, y1, blend(paper, now.color, thinnest))
			return
		}
		s.fillLook(x0, top, x1, bottom, now)
	}
	for _, p := range pieces {
		from, to := math.Round(axis.x(p.From)), math.Round(axis.x(p.To))
		if from == to || skip != nil && skip(p.Cause) {
			continue
		}
		if l := lookOf[p.Cause]; l == now && from == x1 {
			x1 = to
			continue
		}
		flush()
		x0, x1, now = from, to, lookOf[p.Cause]
	}
	flush()
	s.rounds(axis, y0, y1, pieces)
}

// lowLane is what a lane needs at least to show thin bars in it.
const lowLane = 6.0

// idle says of causes in which a resource uses no connection.
func idle(c timeline.Cause) bool {
	return c == timeline.FoundLate || c == timeline.OwnTime || c == timeline.Limit
}

// beforeAsking says of causes that come before a connection can be used.
func beforeAsking(c timeline.Cause) bool { return c < timeline.Asking }

// causeKeys are the keys of the causes that take a pixel in any of the pieces.
func causeKeys(axis timeAxis, pieces ...[]timeline.Piece) []key {
	var d shown
	d.add(axis, pieces...)
	return d.keys()
}

// shown says of each cause whether it takes a pixel anywhere.
type shown [timeline.CauseCount]bool

func (d *shown) add(axis timeAxis, pieces ...[]timeline.Piece) {
	for _, some := range pieces {
		for _, p := range some {
			d[p.Cause] = d[p.Cause] || math.Round(axis.x(p.To)) > math.Round(axis.x(p.From))
		}
	}
}

func (d *shown) keys() []key {
	var keys []key
	for i := range looks {
		var labels []string
		for j, c := range looks[i].causes {
			if d[c] {
				labels = append(labels, looks[i].labels[j])
			}
		}
		if len(labels) > 0 {
			keys = append(keys, key{label: strings.Join(labels, ", "), look: &looks[i]})
		}
	}
	return keys
}

// explained says whether it is known of every run what its time went to.
func explained(runs []timeline.Run) bool {
	return !slices.ContainsFunc(runs, func(r timeline.Run) bool { return r.Pieces == nil })
}

// ofResources are the pieces of runs' resources, as lanes show them.
func ofResources(axis timeAxis, runs []timeline.Run) (all [][]timeline.Piece) {
	for i := range runs {
		for j := range runs[i].Resources {
			res := &runs[i].Resources[j]
			all = append(all, axis.seen(timeline.Clip(res.Pieces, active(res), res.End())))
		}
	}
	return all
}

// inOrder are the causes of a sum with their pieces one after the other, in the
// order in which a load meets them.
func inOrder(sum timeline.Causes) (pieces []timeline.Piece) {
	at := time.Duration(0)
	for i := range looks {
		for _, c := range looks[i].causes {
			if sum[c] > 0 {
				pieces = append(pieces, timeline.Piece{Cause: c, From: at, To: at + sum[c]})
				at += sum[c]
			}
		}
	}
	return pieces
}
