package replay

import (
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
		TCP:  netem.TCP{Congestion: run.TCP.Congestion, InitialWindow: run.TCP.InitialWindow},
	})
	net := &Network{
		Network: n,
		Browser: n.Host("browser", netem.Link{Down: run.Network.Down, Up: run.Network.Up, Queue: run.Network.Queue}),
		Origin:  n.Host(pg.Resources[0].Host, netem.Link{}),
	}
	for i := range pg.Resources {
		if name := pg.Resources[i].Host; name != pg.Resources[0].Host {
			if err := n.Alias(name, net.Origin); err != nil {
				return nil, err
			}
		}
	}
	err := n.Path(net.Browser, net.Origin, netem.Path{
		RTT:       run.Network.RTT,
		Jitter:    run.Network.Jitter,
		DialDelay: run.Network.DialDelay,
		There:     netem.Direction{Loss: run.Network.LossUp},
		Back:      netem.Direction{Loss: run.Network.LossDown},
	})
	if err != nil {
		return nil, err
	}
	return net, n.Err()
}

// serve starts the origin.
func serve(run *scenario.Run, pg *page.Page, net *Network, opt Options) (io.Closer, error) {
	cfg := origin.Config{
		Page:      pg,
		HTTP:      run.HTTP,
		KeepAlive: run.KeepAlive,
		TLS:       run.TLS.Version,
		RealTime:  opt.RealTime,
	}
	if run.HTTP == "3" {
		pc, err := net.Origin.ListenPacket("udp", ":443")
		if err != nil {
			return nil, err
		}
		return origin.StartHTTP3(cfg, pc)
	}
	port := ":80"
	if run.TLS.Version != "" {
		port = ":443"
	}
	ln, err := net.Origin.Listen("tcp", port)
	if err != nil {
		return nil, err
	}
	return origin.Start(cfg, ln)
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
	if n.Down == n.Up {
		parts = append(parts, n.Down.String()+" both ways")
	} else {
		parts = append(parts, n.Down.String()+" down", n.Up.String()+" up")
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

func percent(p float64) string { return fmt.Sprintf("%.4g%%", p*100) }
