package report

import (
	"io"

	"rttlab/lab/timeline"
)

type scenarioJSON struct {
	Scenario string      `json:"scenario"`
	Title    string      `json:"title,omitempty"`
	Seed     uint64      `json:"seed"`
	Runs     []runJSON   `json:"runs"`
	Expect   []checkJSON `json:"expect"`
	Warnings []string    `json:"warnings,omitempty"`
}

type runJSON struct {
	Name              string           `json:"name"`
	HTTP              string           `json:"http"`
	TLS               string           `json:"tls,omitempty"`
	Network           string           `json:"network,omitempty"`
	RTT               millis           `json:"rtt_ms"`
	Seed              uint64           `json:"seed"`
	Error             string           `json:"error,omitempty"`
	Total             millis           `json:"total_ms"`
	Repeat            *repeatJSON      `json:"repeat,omitempty"`  // Total is the median of these
	Speedup           rounded          `json:"speedup,omitempty"` // over the run of that name
	SpeedupOver       string           `json:"speedup_over,omitempty"`
	Connections       int              `json:"connections"`
	Requests          int              `json:"requests"`
	Failed            int              `json:"failed,omitempty"` // of these; of users, those turned away
	Handshake         millis           `json:"handshake_ms"`
	HandshakeCritical millis           `json:"handshake_critical_ms"`
	Critical          phasesJSON       `json:"critical_path"`      // what Total went to
	Causes            *causesJSON      `json:"causes,omitempty"`   // the same, by cause
	Recovery          *stagesJSON      `json:"recovery,omitempty"` // of those: by stage
	RoundTrips        ledgerJSON       `json:"round_trips"`
	BytesDown         int64            `json:"bytes_down"`
	BytesUp           int64            `json:"bytes_up"`
	PacketsDown       int              `json:"packets_down"`
	PacketsUp         int              `json:"packets_up"`
	Dropped           int              `json:"dropped"`
	QueueFull         int              `json:"queue_full,omitempty"`    // of those
	QueueCost         millis           `json:"queue_cost_ms,omitempty"` // what these cost, about
	Retransmits       int              `json:"retransmits"`
	Users             *usersJSON       `json:"users,omitempty"` // in place of resources
	Notes             []string         `json:"notes,omitempty"`
	Warnings          []string         `json:"warnings,omitempty"`
	Opened            []connectionJSON `json:"opened"`
	Resources         []resourceJSON   `json:"resources"`
}

type ledgerJSON struct {
	Connect   int `json:"connect"`
	TLS       int `json:"tls"`
	Login     int `json:"login,omitempty"` // a database's
	Waves     int `json:"waves"`
	SlowStart int `json:"slow_start"`

	Time millis `json:"time_ms"` // what they took
}

type phasesJSON struct {
	Blocked millis `json:"blocked_ms"`
	DNS     millis `json:"dns_ms"`
	Connect millis `json:"connect_ms"`
	TLS     millis `json:"tls_ms"`
	Send    millis `json:"send_ms"`
	Wait    millis `json:"wait_ms"`
	Receive millis `json:"receive_ms"`
}

type connectionJSON struct {
	ID        int    `json:"id"`
	Host      string `json:"host"`
	Protocol  string `json:"protocol"`
	LocalPort int    `json:"local_port"`
	Server    string `json:"server"`
	RTT       millis `json:"rtt_ms"`
	Opened    millis `json:"opened_ms"`
	Connect   millis `json:"connect_ms"`
	TLS       millis `json:"tls_ms"`
	Login     millis `json:"login_ms,omitempty"` // the part of Connect after TLS: a database's start-up and password
	Closed    millis `json:"closed_ms"`
	Requests  int    `json:"requests"`
	Moved     millis `json:"moved_ms,omitempty"`
	Lost      bool   `json:"lost,omitempty"`
	Kept      bool   `json:"kept,omitempty"` // open since an earlier visit
}

type resourceJSON struct {
	ID       int    `json:"id"`
	URL      string `json:"url"`
	Method   string `json:"method,omitempty"` // other than GET
	Type     string `json:"type"`
	Protocol string `json:"protocol"`
	Start    millis `json:"start_ms"`
	phasesJSON
	End        millis        `json:"end_ms"`
	Causes     *causesJSON   `json:"causes,omitempty"` // of the time from start to end
	Recovery   *stagesJSON   `json:"recovery,omitempty"`
	Connection int           `json:"connection"`
	Initiator  int           `json:"initiator"`
	Priority   string        `json:"priority,omitempty"`
	Upload     int64         `json:"upload_bytes,omitempty"`
	Bytes      int64         `json:"bytes"`
	Repeats    int           `json:"repeats,omitempty"`
	Served     int           `json:"served,omitempty"`
	Lost       []attemptJSON `json:"lost,omitempty"` // what came of it before it was asked for again
	Legs       []legJSON     `json:"legs,omitempty"` // at each proxy on its way
	Status     int           `json:"status"`
	Error      string        `json:"error,omitempty"`
}

type attemptJSON struct {
	Connection int    `json:"connection"`
	Start      millis `json:"start_ms"`
	phasesJSON
	End   millis `json:"end_ms"`
	Bytes int64  `json:"bytes"`
}

type checkJSON struct {
	Text string  `json:"text"`
	OK   bool    `json:"ok"`
	Got  rounded `json:"got"`
	Unit string  `json:"unit,omitempty"`

	Failed  string `json:"failed,omitempty"`  // why nothing was measured
	Skipped string `json:"skipped,omitempty"` // what was changed beside the file
}

// JSON writes one object: the scenario, its runs with their resources and
// connections, and what came of the expectations. Times are milliseconds since
// the start of navigation, with at most four decimals. The causes of a run add up
// to its total, those of a resource to its time from start to end; recovery has
// the stages of the cause of that name: detection, timeout, retransmission, window
// (small since a loss), in_vain (a connection was lost, or the request failed).
func JSON(w io.Writer, t *timeline.Timeline) error {
	s := scenarioJSON{
		Scenario: t.Scenario, Title: t.Title, Seed: t.Seed, Warnings: t.Warnings,
		Runs: make([]runJSON, len(t.Runs)), Expect: make([]checkJSON, len(t.Expect)),
	}
	for i := range t.Runs {
		s.Runs[i] = runToJSON(&t.Runs[i])
		if base := t.Base(i); t.Runs[i].Speedup(base) > 0 {
			s.Runs[i].Speedup, s.Runs[i].SpeedupOver = rounded(t.Runs[i].Speedup(base)), base.Name
		}
	}
	for i, c := range t.Expect {
		s.Expect[i] = checkJSON{Text: c.Text, OK: c.OK, Got: rounded(c.Got), Unit: c.Unit, Failed: c.Failed, Skipped: c.Skipped}
	}
	return writeJSON(w, s)
}

func runToJSON(r *timeline.Run) runJSON {
	ledger := r.Ledger()
	out := runJSON{
		Name: r.Name, HTTP: r.HTTP, TLS: r.TLS, Network: r.Network, RTT: toMillis(r.RTT), Seed: r.Seed, Error: r.Err,
		Total: toMillis(r.Total), Repeat: repeatToJSON(r), Connections: r.Opened(), Requests: r.Requests(), Failed: r.Failed(),
		Handshake: toMillis(r.HandshakeTotal), HandshakeCritical: toMillis(r.HandshakeCritical),
		Critical: phasesToJSON(timesOf(&timeline.Resource{Phases: timeline.Split(r.CriticalPath())})),
		Causes:   causesOf(r.Pieces), Recovery: stagesOf(r.Pieces),
		RoundTrips: ledgerJSON{Connect: ledger.Connect, TLS: ledger.TLS, Login: ledger.Login, Waves: ledger.Waves, SlowStart: ledger.SlowStart, Time: toMillis(ledger.Took)},
		BytesDown:  r.BytesDown, BytesUp: r.BytesUp, PacketsDown: r.PacketsDown, PacketsUp: r.PacketsUp,
		Dropped: r.Dropped, QueueFull: r.QueueFull, QueueCost: toMillis(r.QueueCost), Retransmits: r.Retransmits, Users: usersToJSON(r.Users), Notes: r.Notes, Warnings: r.Warnings,
		Opened: make([]connectionJSON, len(r.Connections)), Resources: make([]resourceJSON, len(r.Resources)),
	}
	for i, c := range r.Connections {
		out.Opened[i] = connectionJSON{
			ID: c.ID, Host: c.Host, Protocol: c.Protocol, LocalPort: c.LocalPort, Server: c.Server, RTT: toMillis(c.RTT),
			Opened: toMillis(c.Opened), Connect: toMillis(c.Connect), TLS: toMillis(c.TLS), Login: toMillis(c.Login),
			Closed: toMillis(c.Closed), Requests: c.Requests,
			Moved: toMillis(c.Moved), Lost: c.Lost, Kept: c.Kept,
		}
	}
	for i := range r.Resources {
		out.Resources[i] = resourceToJSON(&r.Resources[i])
	}
	return out
}

func resourceToJSON(r *timeline.Resource) resourceJSON {
	t := timesOf(r)
	var lost []attemptJSON
	for _, a := range r.Lost {
		at := timesOf(&timeline.Resource{Start: a.Start, Phases: a.Phases})
		lost = append(lost, attemptJSON{Connection: a.Connection, Start: at.start, phasesJSON: phasesToJSON(at), End: at.end, Bytes: a.Bytes})
	}
	method := r.Method
	if method == "GET" {
		method = ""
	}
	return resourceJSON{
		ID: r.ID, Method: method, Upload: r.Upload, URL: r.URL, Type: r.Type, Protocol: r.Protocol,
		Start: t.start, phasesJSON: phasesToJSON(t), End: t.end, Causes: causesOf(r.Pieces), Recovery: stagesOf(r.Pieces),
		Connection: r.Connection, Initiator: r.Initiator, Priority: r.Priority,
		Bytes: r.Bytes, Repeats: r.Repeats, Served: r.Served, Lost: lost, Legs: legsToJSON(r.Legs), Status: r.Status, Error: r.Err,
	}
}

func phasesToJSON(t times) phasesJSON {
	return phasesJSON{
		Blocked: t.phase[timeline.Blocked], DNS: t.phase[timeline.DNS], Connect: t.phase[timeline.Connect],
		TLS: t.phase[timeline.TLS], Send: t.phase[timeline.Send], Wait: t.phase[timeline.Wait], Receive: t.phase[timeline.Receive],
	}
}
