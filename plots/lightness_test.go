package plots

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline"
)

// eyes are how light reaches those who lack a kind of cone, as matrices of
// linear RGB: Machado, Oliveira, Fernandes, "A Physiologically-based Model for
// Simulation of Color Vision Deficiency", 2009, severity 1.0.
var eyes = map[string][3][3]float64{
	"all three cones": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan":          {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan":          {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan":          {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// lightness is CIE L* of a colour (CIE 15), 0 to 100, as an eye sees it. A grey
// print of it has the same.
func lightness(c color.RGBA, eye [3][3]float64) float64 {
	r, g, b := linear(c)
	var seen [3]float64
	for i, row := range eye {
		seen[i] = min(max(row[0]*r+row[1]*g+row[2]*b, 0), 1)
	}
	y := 0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2]
	if y <= 216.0/24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

// apart says whether two causes can stand side by side: in a resource, in a load,
// or in a sum of them.
var apart = func() (pairs [][2]timeline.Cause) {
	add := func(a timeline.Cause, with ...timeline.Cause) {
		for _, b := range with {
			pairs = append(pairs, [2]timeline.Cause{a, b})
		}
	}
	const (
		lookup, tcp, tls, quic, ask = timeline.Lookup, timeline.TCP, timeline.TLSSetUp, timeline.QUIC, timeline.Asking
		slow, lost, flow, send      = timeline.SlowStart, timeline.Recovery, timeline.FlowControl, timeline.Sending
		queue, server, proxy        = timeline.Queueing, timeline.Server, timeline.Proxy
	)
	add(timeline.FoundLate, timeline.Limit, lookup, tcp, quic, ask)
	add(timeline.OwnTime, timeline.Limit, lookup, tcp, quic, ask, send, lost)
	add(timeline.Limit, lookup, tcp, tls, quic, ask, send)
	add(lookup, tcp, quic, send)
	add(tcp, tls, ask, send, lost, server)
	add(tls, ask, lost)
	add(timeline.Login, tcp, tls, ask, server, lost)
	add(quic, ask, lost, send)
	add(ask, server, proxy, slow, lost, flow, send, queue)
	add(server, slow, flow, send, queue) // and lost, which is hatched
	add(slow, lost, send, queue)
	add(lost, flow, send, queue)
	add(flow, send, queue)
	add(send, queue)
	add(timeline.Held, ask, lost, send, server) // and queue, from which its lines tell it
	return pairs
}()

// What can stand side by side is told apart by its lightness alone.
func TestCausesDifferInLightness(t *testing.T) {
	const least = 20
	for eye, m := range eyes {
		for _, pair := range apart {
			a, b := lookOf[pair[0]], lookOf[pair[1]]
			if a == b {
				continue
			}
			la, lb := lightness(a.color, m), lightness(b.color, m)
			if (a.style == outlined || a.style == framed) && math.Abs(lightness(a.lines, m)-lb) >= least {
				continue // the line is seen
			}
			if math.Abs(la-lb) < least {
				t.Errorf("%s: %v has L* %.1f, %v %.1f", eye, pair[0], la, pair[1], lb)
			}
		}
	}
	for i := range looks {
		if l := &looks[i]; l.style == hatched { // seen, whatever is beside it
			for eye, m := range eyes {
				require.Greater(t, math.Abs(lightness(l.lines, m)-lightness(l.color, m)), 2.0*least, fmt.Sprint(l.labels, eye))
			}
		}
	}
}

// What was lost with its connection has the colours that it would have had otherwise,
// struck through: neighbouring phases are told apart by lightness, and each from the
// lines over it.
func TestLostAttemptsDifferInLightness(t *testing.T) {
	const least = 20
	for eye, m := range eyes {
		for _, pair := range [][2]timeline.Phase{
			{timeline.DNS, timeline.Connect},
			{timeline.Connect, timeline.TLS},
			{timeline.Connect, timeline.Wait},
			{timeline.TLS, timeline.Wait},
			{timeline.Connect, timeline.Receive},
			{timeline.Wait, timeline.Receive},
		} {
			a, b := lightness(phaseColors[pair[0]], m), lightness(phaseColors[pair[1]], m)
			if math.Abs(a-b) < least {
				t.Errorf("%s: %v has L* %.1f, %v %.1f", eye, pair[0], a, pair[1], b)
			}
		}
		for _, phase := range allPhases()[timeline.DNS:] {
			c := phaseColors[phase]
			require.Greater(t, math.Abs(lightness(struckBy(c), m)-lightness(c, m)), 2.0*least, "%v, %s", phase, eye)
		}
	}
}
