package netem

import (
	"fmt"
	"time"

	"rttlab/netem/internal/tcp"
)

// TCP is how TCP behaves on every host of a network. The zero TCP is Linux 6.x
// with its defaults.
type TCP struct {
	// MSS is the largest payload in bytes that the path takes, timestamps not
	// counted, as the SYN announces it: 88 (TCP_MIN_MSS) or more. Zero means what
	// the MTU has room for, 1460 of 1500.
	MSS int

	// InitialWindow is the congestion window at the start, in segments, at most
	// a million. Zero means 10 (RFC 6928).
	InitialWindow int

	// Congestion is "cubic" (also the empty string), "reno" or "bbr".
	Congestion string

	// NoTimestamps leaves out the timestamps option (RFC 7323) and with it 12
	// bytes a segment.
	NoTimestamps bool

	// NoSACK leaves out selective acknowledgements (RFC 2018).
	NoSACK bool

	// DelayedACK is how long an acknowledgement may wait for company. Zero
	// means as Linux does it: quick ACKs first, then 40 ms and more,
	// adaptively. NoDelay means that every segment is acknowledged at once.
	// Otherwise every second segment is, and a single one after this time.
	DelayedACK time.Duration

	// NoIdleRestart keeps the congestion window over idle time
	// (tcp_slow_start_after_idle 0).
	NoIdleRestart bool

	// CountACKs lets the window grow by the number of ACKs, as RFC 5681 allows,
	// rather than by the segments that they acknowledge (RFC 3465).
	CountACKs bool

	// MinRTO is the floor of the retransmission timeout's variance term
	// (tcp_rto_min_us), at most 2 minutes. Zero means 200 ms.
	MinRTO time.Duration

	// SendBuffer and ReceiveBuffer fix the buffers, in bytes of payload. Zero
	// means autotuning as Linux does it: up to 4 MiB (tcp_wmem), and a window
	// from 64 KB to MaxWindow (tcp_rmem). Each is at most 1 GiB (RFC 7323 §2.3).
	SendBuffer, ReceiveBuffer int

	// MaxWindow is how far autotuning lets the receive window grow, in bytes.
	// Zero means 6 MiB.
	MaxWindow int

	// Nagle holds back a small segment while another small one is on its way (RFC
	// 9293 §3.7.4, with Minshall's modification as in tcp_nagle_check). Go's
	// connections set TCP_NODELAY, so the zero value does not.
	Nagle bool
}

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
	if err := checkLimits(t); err != nil {
		return nil, err
	}
	largest := mtu - ipHeader - tcpHeader
	if t.MSS == 0 {
		t.MSS = largest
	}
	if t.MSS > largest {
		return nil, fmt.Errorf("netem: TCP.MSS of %d bytes does not fit an MTU of %d: use at most %d", t.MSS, mtu, largest)
	}
	settings := tcp.Config(t)
	return &settings, nil
}

const (
	leastMSS      = 88              // TCP_MIN_MSS
	mostSegments  = 1_000_000       // of an initial window
	mostBuffer    = 1 << 30         // the largest window of RFC 7323 §2.3
	longestMinRTO = 2 * time.Minute // TCP_RTO_MAX
)

// checkLimits says what is too much, or too little.
func checkLimits(t TCP) error {
	if t.MSS > 0 && t.MSS < leastMSS {
		return fmt.Errorf("netem: TCP.MSS of %d bytes is too small: use at least %d (TCP_MIN_MSS)", t.MSS, leastMSS)
	}
	if t.InitialWindow > mostSegments {
		return fmt.Errorf("netem: TCP.InitialWindow of %d segments is too large: use at most %d", t.InitialWindow, mostSegments)
	}
	for _, f := range []struct {
		name  string
		bytes int
	}{{"SendBuffer", t.SendBuffer}, {"ReceiveBuffer", t.ReceiveBuffer}, {"MaxWindow", t.MaxWindow}} {
		if f.bytes > mostBuffer {
			return fmt.Errorf("netem: TCP.%s of %d bytes is too large: use at most %d (RFC 7323 §2.3)", f.name, f.bytes, mostBuffer)
		}
	}
	if d := t.DelayedACK; d != NoDelay && d != tcp.Never && (d < 0 || d > longest) {
		return fmt.Errorf("netem: TCP.DelayedACK is %v: use a time from 0 to %v, or NoDelay", d, longest)
	}
	if d := t.MinRTO; d < 0 || d > longestMinRTO {
		return fmt.Errorf("netem: TCP.MinRTO is %v: use a time from 0 to %v (TCP_RTO_MAX)", d, longestMinRTO)
	}
	return nil
}

const tcpHeader = 20 // bytes, RFC 9293 §3.1 without options

// TCPPreset is a named behaviour: "linux", which is the zero TCP, and those that
// published tables and drawings assume.
func TCPPreset(name string) (TCP, error) {
	t, err := tcp.Preset(name)
	if err != nil {
		err = fmt.Errorf("netem: %w", err)
	}
	return TCP(t), err
}

// TCPPresets names the presets, sorted.
func TCPPresets() []string { return tcp.Presets() }
