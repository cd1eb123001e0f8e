package diagnose

import (
	"encoding/json"
	"io"
	"math"
	"time"
)

// The report for programs.
type (
	jsonReport struct {
		Recorded jsonMS      `json:"recorded_ms"`
		Replayed jsonMS      `json:"replayed_ms"`
		Network  jsonNetwork `json:"network"`
		Hosts    []jsonHost  `json:"hosts"`
		WhatIf   []jsonWhat  `json:"what_if"`
	}
	jsonNetwork struct {
		RTT   jsonMS    `json:"rtt_ms"`
		Down  float64   `json:"down_mbps"` // 0: not known, taken as unlimited
		Up    float64   `json:"up_mbps"`
		Think jsonMS    `json:"think_ms"`
		Basis jsonBasis `json:"basis"`
	}
	jsonBasis struct {
		RTT   string `json:"rtt"`
		Down  string `json:"down"`
		Up    string `json:"up"`
		Think string `json:"think"`
	}
	jsonHost struct {
		Host        string   `json:"host"`
		Protocol    string   `json:"protocol"`
		TLS         string   `json:"tls"`
		RTT         jsonMS   `json:"rtt_ms"`
		Basis       string   `json:"basis"`
		Think       jsonMS   `json:"think_ms"`
		Requests    int      `json:"requests"`
		Bytes       int64    `json:"bytes"`
		Connections int      `json:"connections"`
		Handshakes  jsonMS   `json:"handshakes_ms"`
		Fetching    jsonMS   `json:"fetching_ms"`
		Limits      []jsonMS `json:"rtt_between_ms,omitempty"`
	}
	jsonWhat struct {
		Name  string  `json:"name"`
		Total *jsonMS `json:"total_ms"` // null: it could not be played
		Saves *jsonMS `json:"saves_ms"`
	}
)

// jsonMS is a time in milliseconds with three decimals.
type jsonMS time.Duration

// MarshalJSON writes a number.
func (d jsonMS) MarshalJSON() ([]byte, error) {
	return json.Marshal(round(float64(d)/float64(time.Millisecond), 1000))
}

func round(x, to float64) float64 { return math.Round(x*to) / to }

// JSON writes the diagnosis for programs.
func JSON(w io.Writer, d *Diagnosis) error {
	e := d.Site.Estimate
	page := &e.Hosts[0]
	out := jsonReport{
		Recorded: jsonMS(d.Recorded), Replayed: jsonMS(d.Replayed),
		Network: jsonNetwork{
			RTT: jsonMS(page.RTT), Down: round(e.Down/1e6, 1000), Up: round(e.Up/1e6, 1000), Think: jsonMS(e.Think),
			Basis: jsonBasis{
				RTT: doubted(page.Basis, page.Doubt), Down: doubted(e.DownBasis, e.DownDoubt),
				Up: doubted(e.UpBasis, e.UpDoubt), Think: e.ThinkBasis,
			},
		},
	}
	for i := range d.Facts.Hosts {
		f := &d.Facts.Hosts[i]
		h := e.Host(f.Host)
		host := jsonHost{
			Host: f.Host, Protocol: h.Protocol, TLS: h.TLS, RTT: jsonMS(h.RTT), Basis: doubted(h.Basis, h.Doubt), Think: jsonMS(h.Think),
			Requests: f.Requests, Bytes: f.Bytes, Connections: f.Connections, Handshakes: jsonMS(f.Handshakes), Fetching: jsonMS(f.Fetching),
		}
		if h.Low > 0 {
			host.Limits = []jsonMS{jsonMS(h.Low), jsonMS(h.High)}
		}
		out.Hosts = append(out.Hosts, host)
	}
	for i := range d.WhatIf {
		o := &d.WhatIf[i]
		row := jsonWhat{Name: o.Name}
		if o.Err == "" {
			total, saves := jsonMS(o.Total), jsonMS(o.Saves)
			row.Total, row.Saves = &total, &saves
		}
		out.WhatIf = append(out.WhatIf, row)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

func doubted(basis, doubt string) string {
	if doubt == "" {
		return basis
	}
	return basis + " (" + doubt + ")"
}
