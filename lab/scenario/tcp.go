package scenario

import (
	"fmt"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// TCP is how the transport behaves at both ends: as Preset does, but for what
// the other fields say. Their zero values are Linux's.
type TCP struct {
	Preset        string // "" for "linux"; others are in netem.TCPPresets
	Congestion    string // "cubic", "reno", "bbr"
	InitialWindow int    // segments; 0: as the kernel has it
	DelayedACK    time.Duration
	NoIdleRestart bool
	MinRTO        time.Duration
	NoTimestamps  bool
}

// Settings are TCP's for a network. An unknown preset is as good as none: the
// decoder lets none through.
func (t TCP) Settings() netem.TCP {
	c, err := netem.TCPPreset(t.Preset)
	if err != nil {
		c = netem.TCP{}
	}
	c.Congestion, c.InitialWindow, c.DelayedACK = t.Congestion, t.InitialWindow, t.DelayedACK
	c.NoIdleRestart, c.MinRTO, c.NoTimestamps = t.NoIdleRestart, t.MinRTO, t.NoTimestamps
	return c
}

var tcpSection = &yaml.Section[TCP]{
	Name: "tcp", Where: "under tcp",
	Doc:     "How TCP behaves at both ends. Default: as Linux does.",
	Example: "tcp: {congestion: reno}",
	Keys: []yaml.Key[TCP]{
		yaml.Field("preset", choice("preset", netem.TCPPresets()...), func(t *TCP) *string { return &t.Preset },
			"A named behaviour to start from; keys beside it override it. hpbn-2013: a window of 4 and an ACK for each packet, as in High Performance Browser Networking. rfc6928-table: as that RFC's table of rounds assumes. w3c-1997: as in Nielsen's measurements of HTTP/1.1.", yaml.Default("linux"), yaml.Such("hpbn-2013")),
		yaml.Field("congestion", choice("congestion control", "cubic", "reno", "bbr"), func(t *TCP) *string { return &t.Congestion },
			"The congestion control.", yaml.Default("cubic")),
		yaml.Field("initial_window", yaml.Count(1, maxWindow), func(t *TCP) *int { return &t.InitialWindow },
			"How many segments may leave before the first ACK.", yaml.Default(10), yaml.Such(4)),
		yaml.Field("delayed_ack", delay(), func(t *TCP) *time.Duration { return &t.DelayedACK },
			"How long the ACK for a single segment may wait for another segment; off: every segment is acknowledged at once. Default: as Linux does it, quick ACKs first and 40 ms and more later.", yaml.Such("40ms", "off")),
		yaml.Field("idle_restart", negated(), func(t *TCP) *bool { return &t.NoIdleRestart },
			"Whether the window starts anew on a connection that has been idle (tcp_slow_start_after_idle).", yaml.Default(true)),
		yaml.Field("min_rto", yaml.Span(maxRTO), func(t *TCP) *time.Duration { return &t.MinRTO },
			"The least time that an ACK is waited for, on top of the round trip, before a segment is sent again.", yaml.Default("200ms"), yaml.Such("1s")),
		yaml.Field("timestamps", negated(), func(t *TCP) *bool { return &t.NoTimestamps },
			"Whether segments carry timestamps (RFC 7323), which take 12 of their 1460 bytes.", yaml.Default(true)),
	},
}

// maxRTO is Linux's largest (TCP_RTO_MAX).
const maxRTO = 2 * time.Minute

// finishTCP takes from the preset what the file does not say.
func (d *decoder) finishTCP(t *TCP) {
	if t.Preset == "" {
		return
	}
	p, err := netem.TCPPreset(t.Preset)
	if err != nil {
		return // choice has seen to it
	}
	unsaid := func(key string) bool {
		_, said := d.Given("tcp." + key)
		return !said
	}
	if unsaid("congestion") && p.Congestion != "" {
		t.Congestion = p.Congestion
	}
	if unsaid("initial_window") {
		t.InitialWindow = p.InitialWindow
	}
	if unsaid("delayed_ack") {
		t.DelayedACK = p.DelayedACK
	}
	if unsaid("idle_restart") {
		t.NoIdleRestart = p.NoIdleRestart
	}
	if unsaid("min_rto") {
		t.MinRTO = p.MinRTO
	}
	if unsaid("timestamps") {
		t.NoTimestamps = p.NoTimestamps
	}
}

// negated is true or false, and kept as its opposite.
func negated() yaml.Kind[bool] {
	k := yaml.Boolean()
	parse := k.Parse
	k.Parse = func(s yaml.Scalar) (bool, error) {
		b, err := parse(s)
		return !b, err
	}
	return k
}

// delay is a time above 0, or off.
func delay() yaml.Kind[time.Duration] {
	most := 500 * time.Millisecond // RFC 9293 §3.8.6.3 allows no more
	k := yaml.Span(most)
	parse := k.Parse
	k.Want = "a time such as 40ms, or off"
	k.Parse = func(s yaml.Scalar) (time.Duration, error) {
		if s.Text == "off" {
			return netem.NoDelay, nil
		}
		d, err := parse(s)
		if err == nil && d == 0 {
			err = fmt.Errorf("an ACK that waits for %s does not wait: did you mean off?", s.Text)
		}
		return d, err
	}
	k.Schema.Pattern = `^(off|([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+)$`
	return k
}
