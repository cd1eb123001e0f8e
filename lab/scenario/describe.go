package scenario

import (
	"fmt"
	"strings"

	"rttlab/netem"
)

// notes say what a run's figures have in them that one would not think of.
func (r *Run) notes() (all []string) {
	if r.Browser.Like == "chromium" {
		all = append(all, "the browser takes time itself, as Chromium does on two slow cores")
	}
	if r.TCP.Preset != "" && r.TCP.Preset != "linux" {
		all = append(all, "TCP behaves as in "+r.TCP.Preset)
	}
	return all
}

// line says in one line what the network is.
func (n *Network) line() string {
	parts := []string{n.RTT.String() + " RTT"}
	if n.Jitter > 0 {
		parts = append(parts, n.Jitter.String()+" jitter")
	}
	switch down, up := n.Rates(); {
	case n.Trace != (Trace{}):
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
