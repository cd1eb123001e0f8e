package replay

import (
	"errors"
	"io"
	"net/netip"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// port53 is where a resolver listens (RFC 1035 §4.2.1).
const port53 = 53

// resolverName is the resolver's own.
const resolverName = "resolver.example.test"

// newResolver makes a host that knows the page's names, and paths to it that are
// like those to the servers in all but length.
func newResolver(run *scenario.Run, net *Network) error {
	dns := &run.Browser.DNS
	if dns.RTT == 0 && dns.Think == 0 {
		return nil
	}
	net.Resolver = net.Host(resolverName, netem.Link{})
	to := func(n scenario.Network) netem.Path {
		n.RTT, n.DialDelay, n.Drop = dns.RTT, 0, scenario.Drop{}
		return n.Path()
	}
	err := net.Path(net.Browser, net.Resolver, to(run.Network))
	if err == nil && net.After != nil {
		err = net.Path(net.After, net.Resolver, to(run.Migrate.Network))
	}
	return err
}

// answerNames starts the resolver, if there is one.
func answerNames(run *scenario.Run, net *Network, opt Options) (io.Closer, error) {
	if net.Resolver == nil {
		return nobody{}, nil
	}
	pc, err := net.Resolver.ListenPacket("udp", ":53")
	if err != nil {
		return nil, err
	}
	dns := &run.Browser.DNS
	return origin.StartResolver(origin.ResolverConfig{Lookup: net.Lookup, Think: dns.Think, TTL: dns.TTL, RealTime: opt.RealTime}, pc)
}

// consult has the browser ask the resolver.
func consult(cfg *browser.Config, net *Network) {
	if net.Resolver != nil {
		cfg.Resolver = netip.AddrPortFrom(net.Resolver.Addr(), port53)
	}
}

// nobody is a server that is not there.
type nobody struct{}

func (nobody) Close() error { return nil }

// closers close in order.
type closers []io.Closer

func (cs closers) Close() error {
	var errs []error
	for _, c := range cs {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}
