package replay

import (
	"errors"
	"fmt"
	"slices"

	"rttlab/lab/setup"
)

// complete says what a setup lacks.
func complete(s *setup.Setup) error {
	if s.Page == nil || len(s.Page.Resources) == 0 {
		return errors.New("there is no page: its first resource is the page itself")
	}
	if s.BrowserHost() == nil {
		return errors.New("there is no host for the browser: give one the role")
	}
	for _, name := range s.Page.Hosts() {
		if h := s.Host(name); h == nil || h.Server == nil {
			return fmt.Errorf("no server has the name %q, and the page has files there", name)
		}
	}
	for _, p := range s.Paths {
		for _, name := range []string{p.From, p.To} {
			if h := s.Host(name); h == nil || h.Name != name {
				return fmt.Errorf("there is a path to %q, and no host that is called so", name)
			}
		}
	}
	if s.Change.At > 0 && s.Host(s.Change.Host) == nil {
		return fmt.Errorf("the browser goes over to %q, and there is no such host", s.Change.Host)
	}
	for i := range s.Events {
		e := &s.Events[i]
		hosts := slices.Concat(e.Down, e.Up, e.Restart)
		if e.Reset != nil {
			hosts = append(hosts, e.Reset.Host)
		}
		for _, name := range hosts {
			if s.Host(name) == nil {
				return fmt.Errorf("%s at %v: there is no host %q", e.Says, e.At, name)
			}
		}
	}
	return nil
}
