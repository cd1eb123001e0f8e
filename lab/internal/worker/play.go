package worker

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/replay"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// maxPlays is how often a run is played at most for two plays to agree. A
// machine on which it takes that many is one on which nothing can be measured.
const maxPlays = 25

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
	var sums [][sha256.Size]byte
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
		if slices.Contains(sums, sum) {
			return got, plays, nil
		}
		sums = append(sums, sum)
	}
	for i := range got.visits {
		v := &got.visits[i]
		v.Warnings = append(v.Warnings, fmt.Sprintf("the machine is so busy that none of %d plays of this run were alike: the same seed may give other figures next time", plays))
	}
	return got, plays, nil
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
