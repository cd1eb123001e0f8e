package worker

import (
	"strings"

	"rttlab/lab/timeline"
)

// compact gives equal strings of a visit one memory and its lists what they need:
// package gob makes a string for each, and leaves room behind lists. A scenario
// may have a million resources.
func compact(run *timeline.Run) {
	run.Resources = append(make([]timeline.Resource, 0, len(run.Resources)), run.Resources...)
	seen := map[string]string{}
	same := func(s *string) {
		if known, ok := seen[*s]; ok {
			*s = known
			return
		}
		seen[*s] = *s
	}
	for i := range run.Resources {
		r := &run.Resources[i]
		for _, fields := range [][]timeline.Field{r.Header, r.ResponseHeader} {
			for i := range fields {
				same(&fields[i].Name)
				same(&fields[i].Value)
			}
		}
		for _, s := range []*string{&r.Host, &r.Type, &r.MIME, &r.Protocol, &r.Priority, &r.Err} {
			same(s)
		}
		if strings.HasSuffix(r.URL, r.Path) {
			r.Path = r.URL[len(r.URL)-len(r.Path):]
		}
	}
	for i := range run.Connections {
		c := &run.Connections[i]
		for _, s := range []*string{&c.Host, &c.Protocol, &c.Server} {
			same(s)
		}
	}
}
