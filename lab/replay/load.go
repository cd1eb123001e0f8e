package replay

import (
	"context"
	gonet "net"
	"slices"

	"rttlab/lab/browser"
	"rttlab/lab/page"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// load has the browser fetch the page.
func load(ctx context.Context, s *setup.Setup, net *Network, memory *browser.Memory, opt Options) (*browser.Result, error) {
	cfg, err := configure(s, net, opt)
	if err != nil {
		return nil, err
	}
	cfg.Memory, cfg.KeepOpen, cfg.AltSvc = memory, s.Loads() > 1, s.PageServer().Server.AltSvc
	if cfg.Memory == nil && s.Browser.Like == "chromium" {
		cfg.Memory = browser.NewMemory() // later connections resume the session of the first
	}
	if s.Change.At > 0 {
		cfg.Migration = migration(s, net)
	}
	return browser.Load(ctx, cfg, s.Page)
}

// others is how the browser speaks to those servers which are not like the page's
// own.
func others(s *setup.Setup, net *Network) (map[string]browser.Server, error) {
	own := s.PageServer().Server
	all := map[string]browser.Server{}
	for _, name := range s.Page.Hosts() {
		server := s.Host(name).Server
		if server.HTTP == own.HTTP && server.Close == own.Close && server.TLS == own.TLS {
			continue
		}
		settings, err := trust(s, server.TLS, net)
		if err != nil {
			return nil, err
		}
		all[name] = browser.Server{HTTP: server.HTTP, KeepAlive: !server.Close, TLS: settings}
	}
	return all, nil
}

// configure is the browser of a run.
func configure(s *setup.Setup, net *Network, opt Options) (browser.Config, error) {
	server := s.PageServer().Server
	cfg := browser.Config{
		Dial:               net.Browser.DialContext,
		UDP:                udp(net, net.Browser),
		HTTP:               server.HTTP,
		KeepAlive:          !server.Close,
		Pipeline:           s.Browser.Pipeline,
		Coalesce:           s.Browser.Coalesce,
		Preconnect:         s.Browser.Preconnect,
		Push:               slices.ContainsFunc(s.Page.Resources, func(r page.Resource) bool { return r.Ahead == page.Push }),
		ConnectionsPerHost: s.Browser.ConnectionsPerHost,
		RealTime:           opt.RealTime,
		Shares:             opt.Explain,
		Headers:            opt.Explain && len(s.Page.Resources) <= timeline.HeadersFor,
		QLOG:               net.qlog,
		Watch:              net.Watch,
		Poll:               opt.poll,
	}
	consult(&cfg, net)
	if s.Browser.Proxy != "" {
		cfg.Proxy = gonet.JoinHostPort(s.Browser.Proxy, proxyPort)
	}
	if s.Browser.Like == "chromium" {
		cfg.OwnTime = browser.Chromium(server.HTTP, server.TLS != "")
		if s.Browser.Warm {
			cfg.OwnTime.Begin, cfg.OwnTime.Ready = 0, 0
		}
		if s.Browser.Speed > 1 {
			cfg.OwnTime = cfg.OwnTime.Faster(s.Browser.Speed)
		}
	}
	if opt.Progress != nil {
		cfg.Progress = func(done, total int) { opt.Progress(s.Name, done, total) }
	}
	var err error
	cfg.TLS, err = trust(s, server.TLS, net)
	if err != nil {
		return cfg, err
	}
	cfg.Servers, err = others(s, net)
	return cfg, err
}
