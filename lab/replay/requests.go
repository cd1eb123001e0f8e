package replay

import (
	"cmp"
	"context"
	"fmt"
	gonet "net"

	"rttlab/lab/browser"
	"rttlab/lab/client"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// requests has a program make the run's requests.
func requests(ctx context.Context, s *setup.Setup, net *Network, opt Options) (*browser.Result, error) {
	server, k := s.PageServer().Server, s.Requests.KeepAlive
	if k != (setup.KeepAlive{}) {
		net.Browser.SetKeepAlive(gonet.KeepAliveConfig{Enable: !k.Off, Idle: k.Idle, Interval: k.Interval, Count: k.Count})
	}
	cfg := client.Requests{
		Dial: net.Browser.DialContext, Page: s.Page, HTTP: server.HTTP,
		IdleTimeout: s.Requests.IdleTimeout, Timeout: s.Requests.Timeout,
		Pool: s.Requests.Pool, MaxConns: s.Requests.MaxConns,
		RealTime: opt.RealTime, Poll: opt.poll,
	}
	if s.Browser.Proxy != "" {
		cfg.Proxy = gonet.JoinHostPort(s.Browser.Proxy, proxyPort)
	}
	for _, g := range s.Requests.Groups {
		cfg.Groups = append(cfg.Groups, client.Group(g))
	}
	if opt.Progress != nil {
		cfg.Progress = func(done, total int) { opt.Progress(s.Name, done, total) }
	}
	var err error
	if cfg.TLS, err = trust(s, server.TLS, net); err != nil {
		return nil, err
	}
	got, err := cfg.Run(ctx)
	if got == nil {
		return nil, err
	}
	return &browser.Result{Total: got.Total, Resources: got.Resources, Connections: got.Connections, Err: err}, nil
}

// noteFailed says how many requests of a client that goes on all the same have
// failed.
func noteFailed(out *timeline.Run, s *setup.Setup) {
	failed := out.Failed()
	if !s.Program() || failed == 0 {
		return
	}
	one, several := "request fails", "requests fail"
	if s.Queries != nil {
		one, several = "query fails", "queries fail"
	}
	for i := range out.Resources {
		if err := out.Resources[i].Err; err != "" {
			out.Warnings = append(out.Warnings, fmt.Sprintf("%s, the first at %v: %s", count(failed, one, several), out.Resources[i].Start, err))
			return
		}
	}
}

// noteServed says how often servers have read each request of a program: what was
// done twice, since its first answer was lost, is what an Idempotency-Key is for.
func noteServed(out *timeline.Run, net *Network) {
	twice := 0
	first := ""
	for i := range out.Resources {
		res := &out.Resources[i]
		for _, served := range net.served {
			res.Served += served(res.ID)
		}
		if res.Served > 1 {
			twice++
			first = cmp.Or(first, res.Method+" "+res.Path)
		}
	}
	if twice > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%s to the server twice, as the first answer was lost: %s", count(twice, "request has come", "requests have come"), first))
	}
}
