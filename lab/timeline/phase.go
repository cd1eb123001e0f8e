package timeline

import "time"

// Phase names one part of a fetch.
type Phase int

// The phases in the order in which a fetch goes through them.
const (
	Blocked Phase = iota
	DNS
	Connect
	TLS
	Send
	Wait
	Receive
	PhaseCount int = iota
)

var phaseNames = [PhaseCount]string{"blocked", "dns", "connect", "tls", "send", "wait", "receive"}

// String is the phase's name in lower case: "blocked", "dns", …
func (p Phase) String() string {
	if p < 0 || int(p) >= PhaseCount {
		return "unknown"
	}
	return phaseNames[p]
}

// Of is the length of one phase; 0 for one that did not happen.
func (p *Phases) Of(phase Phase) time.Duration {
	if field := p.field(phase); field != nil {
		return *field
	}
	return 0
}

// Add makes one phase longer by d.
func (p *Phases) Add(phase Phase, d time.Duration) {
	if field := p.field(phase); field != nil {
		*field += d
	}
}

func (p *Phases) field(phase Phase) *time.Duration {
	switch phase {
	case Blocked:
		return &p.Blocked
	case DNS:
		return &p.DNS
	case Connect:
		return &p.Connect
	case TLS:
		return &p.TLS
	case Send:
		return &p.Send
	case Wait:
		return &p.Wait
	case Receive:
		return &p.Receive
	}
	return nil
}
