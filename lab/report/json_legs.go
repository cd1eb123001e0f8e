package report

import "rttlab/lab/timeline"

// legJSON is what became of a request at a proxy.
type legJSON struct {
	Hop    int    `json:"hop"` // from 1, counted from the browser
	Role   string `json:"role"`
	Server string `json:"server,omitempty"` // that it was sent on to
	Port   int    `json:"local_port,omitempty"`
	RTT    millis `json:"rtt_ms"`
	Start  millis `json:"start_ms"`
	phasesJSON
	End    millis `json:"end_ms"`
	Reused bool   `json:"reused,omitempty"` // the connection was there
	Hit    bool   `json:"hit,omitempty"`    // the cache had the answer
	Tries  int    `json:"tries,omitempty"`  // other than 1
	Status int    `json:"status"`
	Error  string `json:"error,omitempty"`
}

func legsToJSON(legs []timeline.Leg) []legJSON {
	out := make([]legJSON, len(legs))
	for i := range legs {
		l := &legs[i]
		t := timesOf(&timeline.Resource{Start: l.Start, Phases: l.Phases})
		out[i] = legJSON{
			Hop: l.Hop, Role: l.Role, Server: l.Remote, Port: l.Port, RTT: toMillis(l.RTT), Start: t.start,
			phasesJSON: phasesToJSON(t), End: t.end, Reused: l.Reused, Hit: l.Hit, Status: l.Status, Error: l.Err,
		}
		if l.Tries > 1 {
			out[i].Tries = l.Tries
		}
	}
	return out
}
