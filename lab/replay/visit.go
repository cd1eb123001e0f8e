package replay

import (
	"context"
	"fmt"
	"slices"

	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/lab/setup"
	"rttlab/netem"
)

// visit has the browser fetch something from each of the page's hosts before
// the load, so that it can resume its sessions. That happens on a network of its
// own, like the load's but for chance and change: nothing of it shows in the
// run, apart from what the browser remembers.
func visit(ctx context.Context, s *setup.Setup, opt Options) (*browser.Memory, error) {
	before := calm(s)
	net, err := newNetwork(before)
	if err != nil {
		return nil, err
	}
	defer net.Close()
	server, err := serve(before, net, opt)
	if err != nil {
		return nil, err
	}
	cfg, err := configure(before, net, opt)
	if err != nil {
		return nil, err
	}
	cfg.Progress = nil
	cfg.Memory = browser.NewMemory()
	result, err := browser.Load(ctx, cfg, before.Page)
	if closing := server.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = result.Err
	}
	if err != nil {
		return nil, fmt.Errorf("the visit before the load: %w", err)
	}
	return cfg.Memory, nil
}

// calm is the setup with a small file on each of the page's names, and nothing
// that goes wrong.
func calm(s *setup.Setup) *setup.Setup {
	before := *s
	before.Page = &page.Page{}
	for i, host := range s.Page.Hosts() {
		before.Page.Resources = append(before.Page.Resources, page.Resource{ID: i, Host: host, Path: "/", Type: page.HTML, Size: 1, Parent: min(0, i-1)})
	}
	before.Change, before.Events = setup.Change{}, nil
	gone := func(name string) bool {
		return name == s.Change.Host || s.Host(name).Role == setup.ResolverHost
	}
	before.Hosts = slices.DeleteFunc(slices.Clone(s.Hosts), func(h setup.Host) bool { return gone(h.Name) })
	before.Paths = nil
	for _, p := range s.Paths {
		if !gone(p.From) && !gone(p.To) {
			p.Path = netem.Path{RTT: p.RTT, DialDelay: p.DialDelay}
			before.Paths = append(before.Paths, p)
		}
	}
	return &before
}
