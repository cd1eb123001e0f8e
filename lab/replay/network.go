package replay

import (
	"cmp"
	"crypto/tls"
	"errors"
	"io"
	gonet "net"

	"rttlab/lab/internal/quicnet"
	"rttlab/lab/origin"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// Network is what a load runs on.
type Network struct {
	*netem.Network
	Browser *netem.Host   // behind the access link
	After   *netem.Host   // the browser behind another one, after it has changed networks; nil: it does not
	Servers []*netem.Host // of the page's files, the page's own first

	Proxies  []*netem.Host // between browser and servers, the nearest to the browser first
	Resolver *netem.Host   // answers for names; nil: the browser knows them all

	// KeyLog, when Prepare sets it, is where the browser's TLS writes its
	// secrets, in the format of NSS, for whoever is to decrypt a capture.
	KeyLog io.Writer

	// Watch has what the ends of HTTP/3's connections do; nil where nobody asks for
	// explanations.
	Watch *quicnet.Watch

	qlog   quicnet.Open
	hosts  map[string]*netem.Host               // by their own names
	relays []*relay                             // the running proxies, as Proxies
	resets map[string]func(connection int) bool // by host: ends a connection that its server has accepted

	counted map[string]counter // by host
	served  []func(id int) int // by server: how often it has read a resource's request
	users   *timeline.Users    // what came of the run's; nil: it has none
}

// newNetwork makes the hosts and the paths between them.
func newNetwork(s *setup.Setup) (*Network, error) {
	if err := complete(s); err != nil {
		return nil, err
	}
	net := &Network{
		Network: netem.New(netem.Config{Seed: s.Seed, TCP: s.TCP}),
		hosts:   map[string]*netem.Host{},
		resets:  map[string]func(int) bool{},
		counted: map[string]counter{},
	}
	for i := range s.Hosts {
		if err := net.add(&s.Hosts[i]); err != nil {
			return nil, err
		}
	}
	for _, p := range s.Paths {
		if err := net.Path(net.hosts[p.From], net.hosts[p.To], p.Path); err != nil {
			return nil, err
		}
	}
	if s.Change.At > 0 {
		net.After = net.hosts[s.Change.Host]
	}
	return net, net.Err()
}

// isBrowser says whether a host is the browser's.
func (net *Network) isBrowser(h *netem.Host) bool {
	return h == net.Browser || h == net.After && h != nil
}

// add makes a host.
func (net *Network) add(h *setup.Host) error {
	host := net.Host(h.Name, h.Link)
	net.hosts[h.Name] = host
	for _, name := range h.Aliases {
		if err := net.Alias(name, host); err != nil {
			return err
		}
	}
	switch {
	case h.Role == setup.BrowserHost:
		net.Browser = cmp.Or(net.Browser, host)
	case h.Role == setup.ResolverHost:
		net.Resolver = host
	case h.Proxy != nil:
		net.Proxies = append(net.Proxies, host)
	case h.Server != nil:
		net.Servers = append(net.Servers, host)
	}
	return nil
}

// serve starts all that answers.
func serve(s *setup.Setup, net *Network, opt Options) (io.Closer, error) {
	var running closers
	for i := range s.Hosts {
		started, err := start(s, &s.Hosts[i], net, opt)
		if err != nil {
			return nil, errors.Join(err, running.Close())
		}
		running = append(started, running...)
	}
	return running, nil
}

// start starts what answers on a host.
func start(s *setup.Setup, h *setup.Host, net *Network, opt Options) (running closers, err error) {
	if h.Resolver != nil {
		resolver, err := answerNames(h, net, opt)
		if err != nil {
			return nil, err
		}
		running = append(running, resolver)
	}
	if h.Server == nil {
		return running, nil
	}
	var server io.Closer
	switch {
	case h.Database != nil:
		server, err = startDatabase(s, h, net)
	case h.Proxy != nil:
		server, err = startProxy(s, h, net, opt)
	default:
		server, err = startServer(s, h, net, opt)
	}
	if err != nil {
		return nil, errors.Join(err, running.Close())
	}
	return append(running, server), nil
}

// startServer starts a web server.
func startServer(s *setup.Setup, h *setup.Host, net *Network, opt Options) (io.Closer, error) {
	cfg := origin.Config{
		Page:      s.Page,
		HTTP:      h.Server.HTTP,
		KeepAlive: !h.Server.Close,
		TLS:       h.Server.TLS,
		Chain:     h.Server.Chain,
		RealTime:  opt.RealTime,
		QLOG:      net.qlog,
		Watch:     net.Watch,
		Keep:      keep(h.Server),

		Descriptors: h.Server.Descriptors,
	}
	if cfg.HTTP == "3" {
		return startHTTP3(cfg, h, net)
	}
	port := ":80"
	if cfg.TLS != "" {
		port = ":443"
	}
	ln, err := net.hosts[h.Name].Listen("tcp", port)
	if err != nil {
		return nil, err
	}
	if h.Server.AltSvc {
		cfg.AltSvc = altSvc
	}
	tcp, err := origin.Start(cfg, ln)
	if err != nil {
		return nil, err
	}
	net.resets[h.Name], net.counted[h.Name] = tcp.Reset, tcp.Connections
	net.served = append(net.served, tcp.Served)
	if !h.Server.AltSvc {
		return tcp, nil
	}
	cfg.HTTP = "3"
	udp, err := startHTTP3(cfg, h, net)
	if err != nil {
		return nil, errors.Join(err, tcp.Close())
	}
	return closers{tcp, udp}, nil
}

// keep is how long a server keeps its connections.
func keep(s *setup.Server) origin.KeepAlive {
	habits := setup.Likes[s.Like]
	return origin.KeepAlive{
		Timeout: s.KeepAliveTimeout, Requests: s.MaxRequests, Grace: habits.Grace,
		Silent: habits.Announces == setup.ToNobody, Asked: habits.Announces == setup.ToAskers, Refuse: habits.Refuses,
	}
}

// altSvc says that HTTP/3 is spoken at the same name and port, for a day: what
// most servers say (RFC 7838 §3).
const altSvc = `h3=":443"; ma=86400`

func startHTTP3(cfg origin.Config, h *setup.Host, net *Network) (io.Closer, error) {
	pc, err := net.hosts[h.Name].ListenPacket("udp", ":443")
	if err != nil {
		return nil, err
	}
	s, err := origin.StartHTTP3(cfg, pc)
	if err != nil {
		return nil, err
	}
	net.resets[h.Name] = s.Reset
	return s, nil
}

// trust is the browser's TLS of that version for the page's servers; nil for "".
func trust(s *setup.Setup, version string, net *Network) (*tls.Config, error) {
	if version == "" {
		return nil, nil
	}
	settings, err := origin.ClientTLS(s.Page, version)
	if err != nil {
		return nil, err
	}
	settings.KeyLogWriter = net.KeyLog
	return settings, nil
}

// closers close in order.
type closers []io.Closer

func (cs closers) Close() error {
	var errs []error
	for _, c := range cs {
		// Who has closed the network has closed them.
		if err := c.Close(); !errors.Is(err, gonet.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
