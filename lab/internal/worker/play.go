package worker

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/replay"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

const (
	// lead is by how many plays a result has to be ahead of every other to be right
	// when all plays were disturbed. Beside twenty other programs on two cores 512 of
	// 581 plays of two runs were right all the same; of the others those that were
	// wrong alike were 1 in 100 at most, of some five kinds. The odds that one of these
	// has the lead are theirs to the power of it (Wald, "Sequential Tests of Statistical
	// Hypotheses", 1945): 1 in 80,000, where two that agree were wrong 1 in 200 times.
	lead = 3

	// maxPlays is how often a run is played at most for that. A machine on which it
	// takes more is one on which nothing can be measured.
	maxPlays = 25
)

// player plays runs in this process.
type player struct {
	disturbance
	spin  spin
	plays int // so far
}

// played is what one play gave.
type played struct {
	stuck      bool // goroutines may be left
	visits     []timeline.Run
	traces     []*timeline.Trace
	recordings []recording
}

// play plays a job as often as it takes for the result to be right.
func (p *player) play(job *Job) (got *played, plays int, err error) {
	alike := votes{}
	for plays < maxPlays {
		p.disturbance.reset()
		got, err = p.once(job)
		plays++
		if err != nil || bubble.Shuffled || !sensitive(job.Setup) || !p.disturbed() {
			return got, plays, err
		}
		sum, err := got.digest()
		if err != nil {
			return nil, plays, err
		}
		if alike.add(sum) {
			return got, plays, nil
		}
	}
	for i := range got.visits {
		v := &got.visits[i]
		v.Warnings = append(v.Warnings, fmt.Sprintf("the machine is so busy that too few of %d plays of this run were alike: the same seed may give other figures next time", plays))
	}
	return got, plays, nil
}

// votes counts plays by what they gave.
type votes map[[sha256.Size]byte]int

// add counts one more, and says whether its result has the lead.
func (v votes) add(sum [sha256.Size]byte) bool {
	v[sum]++
	second := 0
	for other, n := range v {
		if other != sum {
			second = max(second, n)
		}
	}
	return v[sum]-second >= lead
}

// sensitive says whether a run comes out differently when its goroutines are
// disturbed: those of quic-go are.
func sensitive(s *setup.Setup) bool { return s.QUIC() }

// digest is of all that a play gave: a log may differ where the visits do not.
func (p *played) digest() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(p.visits); err != nil {
		return sum, err
	}
	for _, r := range p.recordings {
		if err := r.write(h); err != nil {
			return sum, err
		}
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// garbage is how much of it is collected before a run instead of in it.
const garbage = 48 << 20

// once plays a job once.
func (p *player) once(job *Job) (*played, error) {
	if p.plays++; p.plays == 1 || littered() {
		collect()
	}
	rec := newRecorder(job)
	var stuck error
	visits, err := replay.Bubbled(context.Background(), job.Setup, rec.options(), func(f func()) error {
		stuck = bubble.Run(func() {
			defer p.spin.watch()()
			f()
		})
		return stuck
	})
	if err != nil {
		return nil, err
	}
	return &played{stuck: stuck != nil, visits: visits, traces: rec.traces(visits), recordings: rec.recordings(visits)}, nil
}

// littered says whether there is so much garbage that the run might have to
// collect it.
func littered() bool {
	limit := debug.SetMemoryLimit(-1)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc) > min(garbage, limit/4)
}
