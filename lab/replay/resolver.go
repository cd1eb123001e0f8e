package replay

import (
	"io"
	"net/netip"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/lab/setup"
)

// port53 is where a resolver listens (RFC 1035 §4.2.1).
const port53 = 53

// answerNames starts a resolver.
func answerNames(h *setup.Host, net *Network, opt Options) (io.Closer, error) {
	pc, err := net.hosts[h.Name].ListenPacket("udp", ":53")
	if err != nil {
		return nil, err
	}
	return origin.StartResolver(origin.ResolverConfig{Lookup: net.Lookup, Think: h.Resolver.Think, TTL: h.Resolver.TTL, RealTime: opt.RealTime}, pc)
}

// consult has the browser ask the resolver.
func consult(cfg *browser.Config, net *Network) {
	if net.Resolver != nil {
		cfg.Resolver = netip.AddrPortFrom(net.Resolver.Addr(), port53)
	}
}
