package cause

import (
	"cmp"
	"slices"
	"sort"
	"time"

	"rttlab/lab/timeline"
)

// release is when a resource was there, and its connection free for another.
type release struct {
	end      time.Duration
	resource int // index
}

// releases are in order of time: of each connection, and of each host.
type releases struct {
	connection map[int][]release
	host       map[string][]release
}

func releasesOf(resources []timeline.Resource) releases {
	r := releases{connection: map[int][]release{}, host: map[string][]release{}}
	for i := range resources {
		res := &resources[i]
		at := release{res.End(), i}
		if res.Connection != 0 {
			r.connection[res.Connection] = append(r.connection[res.Connection], at)
		}
		r.host[res.Host] = append(r.host[res.Host], at)
	}
	inTime := func(a, b release) int { return cmp.Compare(a.end, b.end) }
	for _, all := range r.connection {
		slices.SortFunc(all, inTime)
	}
	for _, all := range r.host {
		slices.SortFunc(all, inTime)
	}
	return r
}

// lastRelease is the last after one time and up to another that is not the
// resource's own; -1 if there is none.
func lastRelease(all []release, after, till time.Duration, own int) time.Duration {
	for i := sort.Search(len(all), func(i int) bool { return all[i].end > till }) - 1; i >= 0 && all[i].end > after; i-- {
		if all[i].resource != own {
			return all[i].end
		}
	}
	return -1
}
