package replay

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"rttlab/lab/browser"
	"rttlab/lab/origin"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/netem"
)

// newNetwork makes the browser's host behind its access link, one origin with
// all names of the page, and the path between them.
func newNetwork(run *scenario.Run, pg *page.Page) (*Network, error) {
	n := netem.New(netem.Config{
		Seed: run.Seed,
		TCP:  run.TCP.Settings(),
	})
	net := &Network{
		Network: n,
		Browser: n.Host("browser", link(&run.Network)),
		Origin:  n.Host(pg.Resources[0].Host, netem.Link{}),
	}
	for i := range pg.Resources {
		if name := pg.Resources[i].Host; name != pg.Resources[0].Host {
			if err := n.Alias(name, net.Origin); err != nil {
				return nil, err
			}
		}
	}
	if err := n.Path(net.Browser, net.Origin, run.Network.Path()); err != nil {
		return nil, err
	}
	if run.Migrate.At > 0 {
		if err := otherNetwork(&run.Migrate, net); err != nil {
			return nil, err
		}
	}
	if err := newResolver(run, net); err != nil {
		return nil, err
	}
	return net, n.Err()
}

func link(n *scenario.Network) netem.Link {
	return netem.Link{Down: n.Down, Up: n.Up, DownTrace: n.Trace.Down, UpTrace: n.Trace.Up, Queue: n.Queue}
}

// serve starts all that answers.
func serve(run *scenario.Run, pg *page.Page, net *Network, opt Options) (io.Closer, error) {
	resolver, err := answerNames(run, net, opt)
	if err != nil {
		return nil, err
	}
	server, err := startOrigin(run, pg, net, opt)
	if err != nil {
		return nil, errors.Join(err, resolver.Close())
	}
	return closers{server, resolver}, nil
}

// startOrigin starts the origin.
func startOrigin(run *scenario.Run, pg *page.Page, net *Network, opt Options) (io.Closer, error) {
	cfg := origin.Config{
		Page:      pg,
		HTTP:      run.HTTP,
		KeepAlive: run.KeepAlive,
		TLS:       run.TLS.Version,
		Chain:     run.TLS.Chain,
		RealTime:  opt.RealTime,
		QLOG:      net.qlog,
		Keep:      origin.KeepAlive{Timeout: run.Server.KeepAliveTimeout, Requests: run.Server.MaxRequests},
	}
	if run.HTTP == "3" {
		return startHTTP3(cfg, net)
	}
	port := ":80"
	if run.TLS.Version != "" {
		port = ":443"
	}
	ln, err := net.Origin.Listen("tcp", port)
	if err != nil {
		return nil, err
	}
	if run.AltSvc {
		cfg.AltSvc = altSvc
	}
	tcp, err := origin.Start(cfg, ln)
	if err != nil {
		return nil, err
	}
	net.reset = tcp.Reset
	if !run.AltSvc {
		return tcp, nil
	}
	cfg.HTTP = "3"
	udp, err := startHTTP3(cfg, net)
	if err != nil {
		return nil, errors.Join(err, tcp.Close())
	}
	return closers{tcp, udp}, nil
}

// altSvc says that HTTP/3 is spoken at the same name and port, for a day: what
// most servers say (RFC 7838 §3).
const altSvc = `h3=":443"; ma=86400`

func startHTTP3(cfg origin.Config, net *Network) (io.Closer, error) {
	pc, err := net.Origin.ListenPacket("udp", ":443")
	if err != nil {
		return nil, err
	}
	s, err := origin.StartHTTP3(cfg, pc)
	if err != nil {
		return nil, err
	}
	net.reset = s.Reset
	return s, nil
}

// trust has the browser speak the run's TLS with the origin.
func trust(cfg *browser.Config, run *scenario.Run, pg *page.Page, net *Network) error {
	if run.TLS.Version == "" {
		return nil
	}
	settings, err := origin.ClientTLS(pg, run.TLS.Version)
	if err != nil {
		return err
	}
	settings.KeyLogWriter = net.KeyLog
	cfg.TLS = settings
	return nil
}

// line says in one line what a run's network is.
func line(n *scenario.Network) string {
	parts := []string{n.RTT.String() + " RTT"}
	if n.Jitter > 0 {
		parts = append(parts, n.Jitter.String()+" jitter")
	}
	switch down, up := n.Rates(); {
	case n.Trace != (scenario.Trace{}):
		parts = append(parts, along(n.Trace.DownFile, down)+" down", along(n.Trace.UpFile, up)+" up")
	case down == up:
		parts = append(parts, down.String()+" both ways")
	default:
		parts = append(parts, down.String()+" down", up.String()+" up")
	}
	if n.Queue != (netem.Queue{}) {
		parts = append(parts, n.Queue.String()+" queue")
	}
	switch {
	case n.LossDown == 0 && n.LossUp == 0:
	case n.LossDown == n.LossUp:
		parts = append(parts, percent(n.LossDown)+" loss")
	default:
		parts = append(parts, percent(n.LossDown)+" loss down", percent(n.LossUp)+" up")
	}
	parts = append(parts, n.Trouble()...)
	if n.DialDelay > 0 {
		parts = append(parts, n.DialDelay.String()+" more per dial")
	}
	figures := strings.Join(parts, ", ")
	switch {
	case n.Profile == "":
		return figures
	case len(n.Changed) == 0:
		return n.Profile + ": " + figures
	}
	return fmt.Sprintf("%s with its own %s: %s", n.Profile, strings.Join(n.Changed, ", "), figures)
}

// along says what a link's speed is: its rate, or its trace's and which that is.
func along(trace string, rate netem.BitRate) string {
	if trace == "" {
		return rate.String()
	}
	return fmt.Sprintf("%s (%.3g Mbps on average)", trace, float64(rate)/float64(netem.Mbps))
}

func percent(p float64) string { return fmt.Sprintf("%.4g%%", p*100) }
