package timeline

import "time"

// Link is how the browser's access link towards it fared over a run, sampled.
type Link struct {
	Every  time.Duration   // how long a sample is; they begin at 0
	Busy   []float64       // of each sample, the share of it in which the link was sending
	Queued []time.Duration // the longest that a packet that came to the link in it had to wait there
}

// LinkSamples is how many a run has: as many as a picture has room for.
const LinkSamples = 300

// MostQueued is the longest that any packet waited.
func (l *Link) MostQueued() (most time.Duration) {
	if l == nil {
		return 0
	}
	for _, d := range l.Queued {
		most = max(most, d)
	}
	return most
}
