package diagnose

import (
	"cmp"
	"fmt"
)

// What both reports say in words.

// title is what the recording calls the page, or its address.
func (d *Diagnosis) title() string {
	return cmp.Or(d.Site.Load.Page.Title, d.Site.Load.Fetches[0].URL)
}

// creator is who made the recording.
func (d *Diagnosis) creator() string {
	by := cmp.Or(d.Recording.Creator, "an unnamed program")
	if b := d.Recording.Browser; b != "" && b != d.Recording.Creator {
		by += ", " + b
	}
	return by
}

func (d *Diagnosis) summary() string {
	f := d.Facts
	return fmt.Sprintf("%s, %s, %s, %s.", count(f.Requests, "request"), size(f.Bytes), count(f.Connections, "connection"), count(len(f.Hosts), "host"))
}

// best says which change saves most; "" if none saves anything.
func (d *Diagnosis) best() string {
	if len(d.WhatIf) == 0 || d.WhatIf[0].Saves <= 0 {
		return ""
	}
	o := &d.WhatIf[0]
	return fmt.Sprintf("%s would save most: %s.", o.Name, short(o.Saves))
}

// factLines are what the recording shows, a sentence or two each.
func (d *Diagnosis) factLines() []string {
	f := d.Facts
	share := 0.0
	if f.Fetching > 0 {
		share = float64(f.Handshakes) / float64(f.Fetching)
	}
	all := []string{fmt.Sprintf("Handshakes: requests waited %s for them, %.0f %% of the %s that all requests took side by side. %d of %d requests found a connection open.",
		short(f.Handshakes), share*100, short(f.Fetching), f.Reused, f.Requests)}
	if n := len(f.Waited); n > 0 {
		all = append(all, fmt.Sprintf("Connection limit: %s waited for one of the %d connections that the browser opens to a host over HTTP/1.x, %s together.",
			count(n, "request"), d.Site.Load.Limit(f.Waited[0].Host), short(f.Waiting)))
	}
	if n := len(f.Held); n > 0 {
		all = append(all, fmt.Sprintf("Held back: the browser sent %s later than it could have: it wanted other files first, or was busy.", count(n, "request")))
	}
	return all
}

// Figure is an estimate with what it is from.
type Figure struct{ Name, Value, Basis, Doubt string }

// Figures are the estimates of the network to the page's own host.
func (d *Diagnosis) Figures() []Figure {
	e := d.Site.Estimate
	page := &e.Hosts[0]
	rate := func(bps float64) string {
		if bps == 0 {
			return "unlimited"
		}
		return fmt.Sprintf("%.3g Mbit/s", bps/1e6)
	}
	all := []Figure{
		{"RTT", short(page.RTT), page.Basis, page.Doubt},
		{"down", rate(e.Down), e.DownBasis, e.DownDoubt},
		{"up", rate(e.Up), e.UpBasis, e.UpDoubt},
		{"think", short(e.Think), e.ThinkBasis, ""},
	}
	if e.Queue > 0 {
		all = append(all, Figure{"queue", short(e.Queue), e.QueueBasis, ""})
	}
	if e.DNS > 0 {
		all = append(all, Figure{"DNS", short(e.DNS), e.DNSBasis, ""})
	}
	if page.TLS != "" {
		all = append(all, Figure{"TLS", page.TLS, page.TLSBasis, ""})
	}
	return all
}

// judgement says how far the replay is from the recording.
func (d *Diagnosis) judgement() string {
	text := fmt.Sprintf("Recorded %s, replayed %s: %s.", short(d.Recorded), short(d.Replayed), percent(d.Replayed, d.Recorded))
	if !d.Draws.within(alike) {
		text += fmt.Sprintf(" By chance, which packets a full queue drops, %d replays took %s to %s, %s in the middle; this is the one nearest to the recording.",
			len(d.Draws), short(d.Draws[0]), short(d.Draws[len(d.Draws)-1]), short(d.Draws.Median()))
	}
	if d.Site.Speed > 1 {
		text += fmt.Sprintf(" The browser is taken to do its own work %d times as fast as Chromium does on two slow cores: as slow as that the replay takes %s.",
			d.Site.Speed, short(d.AtOwnSpeed))
	}
	if r, rec := float64(d.Replayed), float64(d.Recorded); r < farOff*rec || r > rec/farOff {
		text += " The model is far off: what follows from it says less than it seems to."
	}
	return text + " " + d.awaited()
}

// farOff is how far a replay may be from its recording for the model to be of
// use.
const farOff = 0.8
