package replay

import (
	"fmt"

	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// maxExplained is how many bytes a run may move for its causes to be told. What
// became of every packet is kept for that, which for a gigabyte takes 200 MB.
const maxExplained = 1_000_000_000

// explain leaves the causes of loads out when the run is too large for them, and
// says so.
func (opt *Options) explain(s *setup.Setup, out []timeline.Run) {
	if opt.Explain && s.Users != nil {
		for i := range out {
			out[i].Notes = append(out[i].Notes, fmt.Sprintf("there are no causes: they are those of one load's last byte, and %d users have one each; what users wait for shows in the picture of them", s.Users.Count))
		}
	}
	moved := s.Page.Size()
	for i := range s.Page.Resources {
		moved += int64(s.Page.Resources[i].Upload)
	}
	moved *= int64(s.Loads())
	if !opt.Explain || moved <= maxExplained {
		return
	}
	opt.Explain = false
	for i := range out {
		out[i].Warnings = append(out[i].Warnings, fmt.Sprintf("it moves %.1f GB, and nothing says what its time went into: packets are followed in runs of up to %d GB", float64(moved)/1e9, maxExplained/1_000_000_000))
	}
}
