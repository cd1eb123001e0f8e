package har

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// samples are the lengths in a host's entries that have round trips in them.
type samples struct {
	own      []time.Duration // TCP handshakes, one round trip each (RFC 9293 §3.5), that a request waited for from their beginning
	first    time.Duration   // that of the page's first connection; 0: it does not show
	quic     []time.Duration // QUIC's handshakes: one round trip, and its computing (RFC 9001 §4)
	tls      []time.Duration // TLS handshakes: one round trip or two, and their computing
	answered []time.Duration // from sending a request to the first byte: a round trip, and what the server took
}

func samplesOf(fetches []*Fetch, l *Load, e *Estimate) samples {
	var s samples
	for _, f := range fetches {
		p := &f.Phases
		if wait := f.First - f.Sent + max(0, p.Send); wait > 0 && f.Status > 0 {
			if l.own && !e.DownIsLeast {
				wait = max(wait/2, wait-e.sending(f))
			}
			s.answered = append(s.answered, wait)
		}
		switch {
		case p.Connect <= 0, p.Connect < time.Millisecond && p.Connect < p.TLS/10: // the rest of one that had begun before
			continue
		case f.Protocol == http3:
			s.quic = append(s.quic, p.Connect)
		case f == l.Fetches[0]:
			s.first = p.Connect
		default:
			s.own = append(s.own, p.Connect)
		}
		if p.Connect > 0 && p.TLS > 0 {
			s.tls = append(s.tls, p.TLS)
		}
	}
	return s
}

// headers are what IP and TCP put in front (RFC 9293 §3.1, RFC 7323 §3.2), and
// least is the least that a request or an answer has to say for itself, which
// HTTP/2 and 3 compress.
const (
	headers = 52
	least   = 50
	packet  = 1500
	syn     = 60 // with the options of Linux
)

// sending is what the rates add to the round trip of a request: its own time on
// the link up, and that of its answer's header on the link down, which is the
// first that comes. 0 while they are not known. It is taken off where times are
// exact: otherwise an emulated page's recording would be of a network further away
// than the page's, and that one's of one further still. A browser's own times are
// off by as much, to either side.
func (e *Estimate) sending(f *Fetch) time.Duration {
	request := min(packet, max(least, f.RequestHeader)+headers)
	answer := min(packet, max(least, f.ResponseHeader)+headers)
	return over(request, e.Up) + over(answer, e.Down)
}

// over is what a packet takes on a link; 0 if its rate is not known.
func over(bytes int, rate float64) time.Duration {
	if rate == 0 {
		return 0
	}
	return time.Duration(float64(bytes) * 8 / rate * float64(time.Second))
}

// bound is the shortest length that has a round trip in it, and what it is of.
// Lengths of less than half of what a handshake took are none: something pushed,
// or answered by a cache that the recording does not tell of.
func (s *samples) bound(handshake time.Duration) (least time.Duration, what string) {
	for _, k := range []struct {
		what string
		all  []time.Duration
	}{{"answer", s.answered}, {"TLS handshake", s.tls}, {"QUIC handshake", s.quic}} {
		for _, d := range k.all {
			if d >= handshake/2 && (least == 0 || d < least) {
				least, what = d, k.what
			}
		}
	}
	return least, what
}

// openedAhead is how much longer than a page's first connection the quickest
// answer may take for the difference to be put down to the browser having begun
// to connect before it asked.
const openedAhead = 1.5

// estimateRTT estimates the distance of a host. A TCP handshake is one round
// trip. It can only look longer by waiting in queues, and shorter if the
// connection was opened before the request waited for it, as Chromium does with
// a page's first. The time to an answer can only be longer than a round trip.
func (h *HostEstimate) estimateRTT(fetches []*Fetch, l *Load, e *Estimate) {
	chrome := l.chrome && !l.own
	s := samplesOf(fetches, l, e)
	handshakes := s.own
	if s.first > 0 && (len(handshakes) == 0 || !chrome) {
		handshakes = append(slices.Clone(handshakes), s.first)
	}
	connect := median(handshakes)
	least, what := s.bound(connect)
	if l.own {
		if s.first > 0 && l.Fetches[0].Phases.Blocked < leastWait { // nothing else was on its way
			handshakes = []time.Duration{s.first}
		}
		connect = fullHandshake(handshakes, over(syn, e.Up)+over(syn, e.Down), least)
	}
	switch {
	case connect == 0 && least == 0:
		h.Basis = "nothing: no connection was opened and no answer came"
		h.Doubt = "unknown; taken as none"
	case connect == 0:
		h.RTT, h.High = least, least
		h.Basis = fmt.Sprintf("the quickest %s, %s: no connection to it was opened while recording", what, short(least))
		h.Doubt = "at most this: without a handshake nothing tells the server's time from the distance"
		if strings.Contains(what, "handshake") {
			h.Doubt = "at most this: the handshake's computing is in it"
		}
	case len(s.own) == 0 && chrome && least > connect && float64(least) < openedAhead*float64(connect):
		h.RTT, h.Low, h.High = (connect+least)/2, connect, least
		h.Basis = fmt.Sprintf("the middle of the page's only TCP handshake, %s, which Chrome begins before the request, and the quickest %s, %s", short(connect), what, short(least))
		h.Doubt = fmt.Sprintf("%s to %s", short(connect), short(least))
	case least > 0 && least < connect:
		h.RTT, h.Low, h.High = least, slices.Min(handshakes), connect
		h.Basis = fmt.Sprintf("the quickest %s, %s; %s took longer, with waiting in queues", what, short(least), handshakesOf(handshakes))
	default:
		h.RTT, h.Low, h.High = connect, slices.Min(handshakes), cmp.Or(least, slices.Max(handshakes))
		h.Basis = "the median of " + handshakesOf(handshakes)
		if len(s.own) == 0 && chrome {
			h.Doubt = "may be more: it is of the page's only connection, which Chrome begins to open before the request"
		}
	}
}

// fullHandshake is the length of one that is there from its beginning and waited
// in no queue, less what sending takes: in a recording whose times are exact the
// longest of those that are no longer than the quickest answer. 0: there is none.
func fullHandshake(all []time.Duration, sending, least time.Duration) (longest time.Duration) {
	for _, d := range all {
		if d -= sending; d <= least || least == 0 {
			longest = max(longest, d)
		}
	}
	return longest
}

func handshakesOf(all []time.Duration) string {
	if len(all) == 1 {
		return fmt.Sprintf("1 TCP handshake, %s", short(all[0]))
	}
	return fmt.Sprintf("%d TCP handshakes, %s to %s", len(all), short(slices.Min(all)), short(slices.Max(all)))
}

// short is a length for people: "51.2ms".
func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	case d >= 100*time.Millisecond:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

// likeChrome reports whether a browser of Chromium's kind made the recording.
func (r *Recording) likeChrome() bool {
	for _, name := range []string{r.Browser, r.Creator} {
		for _, known := range []string{"Chrom", "Edg", "Opera", "WebInspector", "rttlab"} {
			if strings.HasPrefix(name, known) {
				return true
			}
		}
	}
	return false
}
