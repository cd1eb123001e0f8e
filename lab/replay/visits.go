package replay

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rttlab/lab/browser"
	"rttlab/lab/cause"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// remember is what the browser knows before the first visit; nil when there is
// no use for it.
func remember(ctx context.Context, s *setup.Setup, opt Options) (*browser.Memory, error) {
	switch {
	case s.Browser.Resume:
		memory, err := visit(ctx, s, opt)
		if err == nil && !opt.RealTime {
			align()
		}
		return memory, err
	case s.Loads() > 1:
		return browser.NewMemory(), nil
	}
	return nil, nil
}

// visits has the browser load the page as often as the run says.
func visits(ctx context.Context, s *setup.Setup, net *Network, memory *browser.Memory, opt Options, out []timeline.Run) error {
	events := begin(s, net)
	defer events.end()
	for i := range out {
		if i > 0 {
			pause(ctx, s.Pause)
			if !opt.RealTime {
				align()
			}
		}
		before, base, start := packets(net), net.Now(), time.Now()
		net.forget()
		result, err := act(ctx, s, net, memory, opt)
		packets(net).since(before).fill(&out[i]) // what follows is only the hanging up
		events.pass()
		if err != nil {
			return err
		}
		fill(&out[i], result, s)
		net.legs(&out[i], s, start)
		if s.Requests != nil {
			noteServed(&out[i], net)
		}
		if opt.Explain && s.Users == nil {
			cause.Explain(&out[i], cause.Evidence{Flows: net.Flows(), Browser: net.isBrowser, Base: base, Client: s.Program(), Shares: result.Shares, QUIC: net.Watch, Start: start})
		}
		noteFailed(&out[i], s)
		noteQueries(&out[i], s)
		noteUsers(&out[i], net.users)
		if s.Change.At > 0 {
			noteMigration(&out[i], &s.Change)
		}
		events.note(&out[i], i == len(out)-1)
		if i > 0 {
			noteKept(&out[i], s)
		}
	}
	return nil
}

// act has the run's client do what it does: a browser, if there is no other.
func act(ctx context.Context, s *setup.Setup, net *Network, memory *browser.Memory, opt Options) (*browser.Result, error) {
	deadline := cmp.Or(opt.Deadline, setup.Patience)
	ctx, cancel := context.WithTimeoutCause(ctx, deadline, fmt.Errorf("the load did not finish within %v", deadline))
	defer cancel()
	if s.Requests != nil {
		return requests(ctx, s, net, opt)
	}
	if s.Users != nil {
		return users(ctx, s, net, opt)
	}
	if s.Queries != nil {
		return queries(ctx, s, net, opt)
	}
	return load(ctx, s, net, memory, opt)
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// noteKept says what a visit has from those before it.
func noteKept(out *timeline.Run, s *setup.Setup) {
	kept := len(out.Connections) - out.Opened()
	if kept > 0 {
		out.Notes = append(out.Notes, count(kept, "connection is open since the visit before", "connections are open since the visit before"))
	}
	if !s.PageServer().Server.AltSvc {
		return
	}
	for i := range out.Connections {
		if out.Connections[i].Protocol == "h3" {
			return
		}
	}
	out.Warnings = append(out.Warnings, "HTTP/3 was offered and is not used: the connection of HTTP/2 is open still; let the pause be longer than the server's keep_alive_timeout")
}
