package timeline

// Speedup is how many times faster than another run this one was; 0 when that
// cannot be said, because one of them failed or they did not load the same, or
// since many users loaded a page each, whenever they came.
func (r *Run) Speedup(over *Run) float64 {
	if r.Users != nil || over.Users != nil {
		return 0
	}
	if r.Err != "" || over.Err != "" || r.Total <= 0 || over.Total <= 0 || !r.sameLoad(over) {
		return 0
	}
	return float64(over.Total) / float64(r.Total)
}

// Base is the run that run i is to be compared with: the one it names in
// Against, else the first on the same network that loads the same, which may be
// itself. A run that shares its network with none is compared with the first of
// all that load the same.
func (t *Timeline) Base(i int) *Run {
	own := &t.Runs[i]
	if base := t.Find(own.Against); own.Against != "" && base != nil {
		return base
	}
	base, anywhere := (*Run)(nil), (*Run)(nil)
	alone := true
	for j := range t.Runs {
		run := &t.Runs[j]
		if !own.sameLoad(run) {
			continue
		}
		if anywhere == nil {
			anywhere = run
		}
		if run.Network == own.Network {
			alone = alone && i == j
			if base == nil {
				base = run
			}
		}
	}
	if alone {
		return anywhere
	}
	return base
}

// Find is the run of that name, nil when there is none.
func (t *Timeline) Find(name string) *Run {
	for i := range t.Runs {
		if t.Runs[i].Name == name {
			return &t.Runs[i]
		}
	}
	return nil
}

// sameLoad says whether two runs loaded the same, with the same waits, as far as one
// can tell of a run that failed. What gives up half-way is not faster.
func (r *Run) sameLoad(other *Run) bool {
	if r.Err != "" || other.Err != "" {
		return true
	}
	return len(r.Resources) == len(other.Resources) && r.bodies() == other.bodies() && r.Waits == other.Waits && r.Failed() == other.Failed()
}

func (r *Run) bodies() (bytes int64) {
	for i := range r.Resources {
		bytes += r.Resources[i].Bytes
	}
	return bytes
}
