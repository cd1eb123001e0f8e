package sweep

import "rttlab/plots"

// Charts are the pictures of a sweep.
func Charts(p *Plan, s *Sweep, rows []Row) ([]plots.Named, error) { return nil, nil }
