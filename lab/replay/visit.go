package replay

import (
	"context"
	"fmt"

	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
)

// visit has the browser fetch something from each of the page's hosts before
// the load, so that it can resume its sessions. That happens on a network of its
// own, like the load's but for chance and change: nothing of it shows in the
// run, apart from what the browser remembers.
func visit(ctx context.Context, run *scenario.Run, pg *page.Page, opt Options) (*browser.Memory, error) {
	before := *run
	before.Migrate, before.Browser.DNS = scenario.Migrate{}, scenario.DNS{}
	before.Network = run.Network.Calm()
	small := &page.Page{}
	for i, host := range pg.Hosts() {
		small.Resources = append(small.Resources, page.Resource{ID: i, Host: host, Path: "/", Type: page.HTML, Size: 1, Parent: min(0, i-1)})
	}
	net, err := newNetwork(&before, small)
	if err != nil {
		return nil, err
	}
	defer net.Close()
	server, err := serve(&before, small, net, opt)
	if err != nil {
		return nil, err
	}
	cfg, err := client(&before, pg, net, opt)
	if err != nil {
		return nil, err
	}
	cfg.Progress = nil
	cfg.Memory = browser.NewMemory()
	result, err := browser.Load(ctx, cfg, small)
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
