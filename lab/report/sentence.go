package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// Sentence says in words what a run's time went to: its greatest causes, until
// the most of it is named. It is "" where nobody looked for causes.
func Sentence(r *timeline.Run) string {
	if r.Pieces == nil || r.Total <= 0 || r.Err != "" {
		return ""
	}
	sums := timeline.AddUp(r.Pieces)
	// Bytes on the link are one thing to somebody who reads, whose they are is
	// another.
	sums[timeline.Sending], sums[timeline.Queueing] = sums[timeline.Sending]+sums[timeline.Queueing], 0
	in := wording{r: r, ledger: r.Ledger(), round: rounding(r.Total)}
	var parts []string
	named := time.Duration(0)
	for i, cause := range largest(sums[:]) {
		d := sums[cause]
		if d == 0 || i == 3 || named*20 >= r.Total*17 {
			break
		}
		named += d
		part := in.round.number(d)
		switch {
		case i > 0:
			part += " " + in.round.unit
		case part == in.round.number(r.Total):
			part = "all of its " + in.round.number(r.Total) + " " + in.round.unit
		default:
			part += " of its " + in.round.number(r.Total) + " " + in.round.unit
		}
		parts = append(parts, part+" are "+in.phrase(timeline.Cause(cause), d))
	}
	return r.Name + ": " + enumerate(parts)
}

// largest are the indexes of times, the greatest first.
func largest(times []time.Duration) []int {
	order := make([]int, len(times))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(times[b], times[a]) })
	return order
}

// enumerate joins clauses.
func enumerate(parts []string) string {
	switch n := len(parts); n {
	case 0, 1:
		return strings.Join(parts, "")
	case 2:
		return parts[0] + ", and " + parts[1]
	default:
		return strings.Join(parts[:n-1], ", ") + ", and " + parts[n-1]
	}
}

// roundedTo is how times of a run are written in a sentence.
type roundedTo struct {
	of       time.Duration
	decimals int
	unit     string
}

func rounding(total time.Duration) roundedTo {
	switch {
	case total < time.Second:
		return roundedTo{time.Millisecond, 0, "ms"}
	case total >= 10*time.Second:
		return roundedTo{time.Second, 1, "s"}
	}
	return roundedTo{time.Second, 2, "s"}
}

func (r roundedTo) number(d time.Duration) string {
	return fmt.Sprintf("%.*f", r.decimals, float64(d)/float64(r.of))
}

// wording puts a run's causes into words.
type wording struct {
	r      *timeline.Run
	ledger timeline.Ledger
	round  roundedTo
}

// phrase is a cause in words, that held so long.
func (w *wording) phrase(cause timeline.Cause, d time.Duration) string {
	switch cause {
	case timeline.FoundLate:
		return "files that are named late"
	case timeline.OwnTime:
		return "the client's own time and pauses"
	case timeline.Limit:
		return "waiting for a free connection"
	case timeline.Lookup:
		return "looking up names"
	case timeline.TCP:
		return counted(w.ledger.Connect, "TCP handshake", "TCP handshakes")
	case timeline.TLSSetUp:
		return "TLS handshakes"
	case timeline.QUIC:
		return "QUIC handshakes"
	case timeline.Login:
		return counted(w.ledger.Login, "round trip", "round trips") + " to be let in by the database"
	case timeline.Asking:
		if w.ledger.Waves == 1 {
			return "one request's round trip"
		}
		return counted(w.ledger.Waves, "", "requests in turn")
	case timeline.Server:
		return "the server's thinking"
	case timeline.Proxy:
		return "spent at the proxy and behind it"
	case timeline.SlowStart:
		return w.windows() + " that has yet to grow"
	case timeline.FlowControl:
		return "a receiver that takes no more"
	case timeline.Sending, timeline.Queueing:
		return "bytes on the link"
	case timeline.Held:
		return "bytes that have come and are held behind a lost one"
	}
	return w.loss(d)
}

// windows are those of the run's connections.
func (w *wording) windows() string {
	if len(w.r.Connections) == 1 {
		return "one window"
	}
	return "a window"
}

// loss is recovery in words: one stage's if that is nearly all of it, else each
// with its time.
func (w *wording) loss(d time.Duration) string {
	stages := timeline.AddUpStages(w.r.Pieces)
	packets := counted(w.r.Dropped, "lost packet", "lost packets")
	order := largest(stages[:])
	first := timeline.Stage(order[0])
	if stages[first]*10 >= d*9 {
		switch first {
		case timeline.CutWindow:
			keep := "keep"
			if w.r.Dropped == 1 {
				keep = "keeps"
			}
			return fmt.Sprintf("%s that %s %s small", w.windows(), packets, keep)
		case timeline.InVain:
			return "asking in vain"
		}
		return packets + ", " + w.stage(first)
	}
	var parts []string
	for _, i := range order {
		if stages[i]*20 < d {
			break
		}
		parts = append(parts, w.round.number(stages[i])+" "+w.stage(timeline.Stage(i)))
	}
	return packets + " (" + strings.Join(parts, ", ") + ")"
}

// stageWords are the stages in words, of several packets.
var stageWords = [timeline.StageCount]string{
	timeline.Detection:      "until they are noticed",
	timeline.Timeout:        "until a timer runs out",
	timeline.Retransmission: "until they come again",
	timeline.CutWindow:      "in a window that they keep small",
	timeline.InVain:         "in vain",
}

// stage is one in words, of one packet or of several.
func (w *wording) stage(s timeline.Stage) string {
	if w.r.Dropped == 1 {
		return strings.NewReplacer("they are", "it is", "they come", "it comes", "they keep", "it keeps").Replace(stageWords[s])
	}
	return stageWords[s]
}

// counted is a number of something; without a number for none.
func counted(n int, one, many string) string {
	switch n {
	case 0:
		return many
	case 1:
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
