package har

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// packets is what IP and TCP headers make of a body: 1500 bytes for 1448, with
// timestamps (RFC 9293, RFC 7323).
const packets = 1500.0 / 1448

// flow is a response on its way: its bytes passed the link in this time.
type flow struct {
	from, till time.Duration
	bits       float64
	whole      bool // it shared its connection: when within the time its bytes came is not known
}

// flows are the responses on their ways. The first byte cannot have come before
// a round trip had passed since the request. HTTP/1.x has one response at a
// time on a connection, so its bytes came one after the other between the first
// and the last; those of HTTP/2 and 3 came among others.
func (e *Estimate) flows(l *Load) []flow {
	var all []flow
	for _, f := range l.Fetches {
		from := f.First
		if multiplexed(f.Protocol) {
			from = f.Sent + e.Host(f.Host).RTT
		}
		if f.Bytes() > 0 && f.End > 0 {
			all = append(all, flow{
				from: min(from, f.End), till: f.End,
				bits: float64(f.Bytes()) * packets * 8, whole: multiplexed(f.Protocol),
			})
		}
	}
	return all
}

// within is how many bits of the flow passed between two times, if they passed
// one after the other.
func (f *flow) within(a, b time.Duration) float64 {
	switch {
	case f.from >= a && f.till <= b:
		return f.bits
	case f.till <= a || f.from >= b:
		return 0
	}
	return f.bits * float64(min(b, f.till)-max(a, f.from)) / float64(f.till-f.from)
}

// leastWindow is the time over which a rate is taken: so long that a few
// milliseconds by which a browser is late to see bytes make no difference, and
// several round trips, so that the bursts of a window per round trip even out.
func leastWindow(rtt time.Duration) time.Duration { return max(300*time.Millisecond, 4*rtt) }

// busiest is the highest rate, in bits per second, over any time of at least
// width that does not touch what lies between skip[0] and skip[1].
func busiest(flows []flow, width time.Duration, skip [2]time.Duration) (rate float64, from, till time.Duration) {
	byTill := slices.SortedFunc(slices.Values(flows), func(a, b flow) int { return cmp.Compare(a.till, b.till) })
	var begins []time.Duration
	for i := range flows {
		begins = append(begins, flows[i].from)
	}
	slices.Sort(begins)
	for _, a := range slices.Compact(begins) {
		whole := 0.0 // bits of the flows that passed as a whole since a
		for i := range byTill {
			f := &byTill[i]
			if f.whole && f.from >= a {
				whole += f.bits
			}
			b := max(f.till, a+width)
			if f.till < a || i+1 < len(byTill) && byTill[i+1].till <= b || b > byTill[len(byTill)-1].till || b > skip[0] && a < skip[1] {
				continue
			}
			if r := (whole + parts(flows, a, b)) / (b - a).Seconds(); r > rate {
				rate, from, till = r, a, b
			}
			if !f.whole && f.till > a+4*width { // a long time does not show more than its parts
				break
			}
		}
	}
	return rate, from, till
}

// parts is how many bits passed between two times of the flows that are not
// whole.
func parts(flows []flow, a, b time.Duration) float64 {
	sum := 0.0
	for i := range flows {
		if !flows[i].whole {
			sum += flows[i].within(a, b)
		}
	}
	return sum
}

const (
	// A link that is full shows it: the two busiest times are near each other,
	// since a ceiling is met more than once, or most of the load goes by at its
	// rate.
	plateau   = 0.85
	mostly    = 0.75
	fewBits   = 100 * 1500 * 8 // of which a rate cannot be told: a link may pass them as one burst
	burst     = 10 * 1448      // bytes that come at once whatever the rate: ten segments (RFC 6928)
	unlimited = 1e9            // bits per second; more is not told from no limit
)

// upShare is the rate up for each bit down where the recording does not show it:
// the median of the networks that `lab profiles` lists.
const upShare = 0.5

func (e *Estimate) estimateRates(l *Load) {
	flows := e.flows(l)
	if len(flows) == 0 || len(e.Hosts) == 0 {
		e.unknownRates("nothing: no bytes came")
		return
	}
	begin, end, total := flows[0].from, flows[0].till, 0.0
	for i := range flows {
		begin, end = min(begin, flows[i].from), max(end, flows[i].till)
		total += flows[i].bits
	}
	width := min(leastWindow(e.Hosts[0].RTT), max(end-begin, time.Millisecond))
	rate, from, till := busiest(flows, width, [2]time.Duration{})
	average := total / max(end-begin, time.Millisecond).Seconds()
	if rate*(till-from).Seconds() < fewBits {
		e.unknownRates(fmt.Sprintf("nothing: never more than %.0f kB within %s", rate*(till-from).Seconds()/8000, short(till-from)))
		return
	}
	again, _, _ := busiest(flows, width, [2]time.Duration{from, till})
	e.Down = rate
	e.DownBasis = fmt.Sprintf("the busiest %s, from %s on; the whole load has %s on average", short(till-from), short(from-l.Begin()), rateText(average))
	// Of a short load the busiest time is all there is, whatever the link.
	all := average >= mostly*rate && end-begin >= 2*width
	if again < plateau*rate && !all {
		e.DownIsLeast = true
		e.DownDoubt = "at least this: the link was not full for long, if at all"
		if single := upperQuartile(l); single > rate {
			e.Down = single
			e.DownBasis = fmt.Sprintf("the quicker ones of the larger answers, each by itself; the busiest %s has %s", short(till-from), rateText(rate))
		}
	}
	if e.Down > unlimited {
		e.unknownRates("nothing: the answers came as fast as the browser takes them")
		return
	}
	e.Up = e.Down * upShare
	e.UpBasis = fmt.Sprintf("%g of the rate down", upShare)
	e.UpDoubt = "a guess: requests are too small to show it"
}

func (e *Estimate) unknownRates(basis string) {
	e.Down, e.Up, e.DownIsLeast = 0, 0, true
	e.DownBasis, e.DownDoubt = basis, "unknown; taken as unlimited"
	e.UpBasis, e.UpDoubt = basis, e.DownDoubt
}

// upperQuartile is the rate at which a quarter of the answers of more than a
// burst, each by itself, came faster; 0 if there are none.
func upperQuartile(l *Load) float64 {
	var all []float64
	for _, f := range l.Fetches {
		if f.Bytes() > burst {
			took := max(f.End-f.First, 100*time.Microsecond)
			all = append(all, float64(f.Bytes())*packets*8/took.Seconds())
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)*3/4]
}

// rateText is a rate for people: "9.5 Mbit/s".
func rateText(bps float64) string {
	switch {
	case bps >= 1e7:
		return fmt.Sprintf("%.0f Mbit/s", bps/1e6)
	case bps >= 1e6:
		return fmt.Sprintf("%.1f Mbit/s", bps/1e6)
	}
	return fmt.Sprintf("%.0f kbit/s", bps/1e3)
}
