package netem

import (
	"fmt"

	"rttlab/netem/internal/tcp"
)

// TCP is how TCP behaves on every host of a network; its fields say what zero
// means. The zero TCP is Linux 6.x with its defaults.
type TCP = tcp.Config

// KeepAlive is when a silent TCP peer is probed and given up.
type KeepAlive = tcp.KeepAlive

// NoDelay as TCP.DelayedACK acknowledges every segment at once.
const NoDelay = tcp.NoDelay

// tcpSettings checks what the user gave and fits the MSS to the MTU.
func tcpSettings(t TCP, mtu int) (*tcp.Config, error) {
	switch t.Congestion {
	case "", "cubic", "reno", "bbr":
	default:
		return nil, fmt.Errorf("netem: unknown congestion control %q: use cubic, reno or bbr", t.Congestion)
	}
	for _, f := range []struct {
		name  string
		value int
	}{
		{"MSS", t.MSS},
		{"InitialWindow", t.InitialWindow},
		{"SendBuffer", t.SendBuffer},
		{"ReceiveBuffer", t.ReceiveBuffer},
		{"MaxWindow", t.MaxWindow},
	} {
		if f.value < 0 {
			return nil, fmt.Errorf("netem: TCP.%s is negative: %d", f.name, f.value)
		}
	}
	largest := mtu - ipHeader - tcpHeader
	if t.MSS == 0 {
		t.MSS = largest
	}
	if t.MSS > largest {
		return nil, fmt.Errorf("netem: TCP.MSS of %d bytes does not fit an MTU of %d: use at most %d", t.MSS, mtu, largest)
	}
	return &t, nil
}

const tcpHeader = 20 // bytes, RFC 9293 §3.1 without options

// TCPPreset is a named behaviour: "linux", which is the zero TCP, and those that
// published tables and drawings assume.
func TCPPreset(name string) (TCP, error) {
	t, err := tcp.Preset(name)
	if err != nil {
		err = fmt.Errorf("netem: %w", err)
	}
	return t, err
}

// TCPPresets names the presets, sorted.
func TCPPresets() []string { return tcp.Presets() }
