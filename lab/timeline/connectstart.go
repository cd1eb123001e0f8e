package timeline

import "time"

// ConnectStart is what Navigation Timing gives as such in Chromium: when the
// page's connection began to be opened if the request had to wait for that. A
// request that finds an open connection is counted from its own start, except
// by QUIC. A run without resources starts at 0.
func (r *Run) ConnectStart() time.Duration {
	if len(r.Resources) == 0 {
		return 0
	}
	page := &r.Resources[0]
	if page.Connect+page.TLS == 0 && page.Protocol != "h3" {
		return page.Start
	}
	for i := range r.Connections {
		if r.Connections[i].ID == page.Connection {
			return r.Connections[i].Opened
		}
	}
	return page.Start
}
