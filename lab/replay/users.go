package replay

import (
	"context"
	"fmt"

	"rttlab/lab/browser"
	"rttlab/lab/client"
	"rttlab/lab/origin"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// users has the run's users come.
func users(ctx context.Context, s *setup.Setup, net *Network, opt Options) (*browser.Result, error) {
	host := s.PageServer()
	server := net.counted[host.Name]
	cfg := client.Users{
		Count: s.Users.Count, Over: s.Users.Over, Patience: s.Users.Patience,
		Dial: net.Browser.DialContext, Address: host.Name + ":80", Page: s.Page,
		Open:     func() int { return server().Open },
		RealTime: opt.RealTime, Poll: opt.poll,
	}
	got, loaded, err := cfg.Run(ctx)
	if got == nil {
		return nil, err
	}
	c := server()
	got.Limit, got.Most, got.Stay = c.Limit, c.Most, c.Stay
	net.users = got
	return &browser.Result{Total: loaded, Err: err}, nil
}

// noteUsers says what the server had to bear.
func noteUsers(out *timeline.Run, u *timeline.Users) {
	if u == nil {
		return
	}
	out.Users = u
	note := fmt.Sprintf("at most %d connections are open, which take %.0f MB (%.1f kB each in Go's net/http, %.1f kB in the kernel)",
		u.Most, float64(u.Memory(u.Most))/1e6, timeline.ServerMemory/1e3, timeline.KernelMemory/2e3)
	if u.TurnedAway > 0 {
		note += fmt.Sprintf("; %d of %d users are turned away", u.TurnedAway, u.Count)
	}
	out.Notes = append(out.Notes, note)
}

// counter counts the connections of a server.
type counter func() origin.Connections
