package diagnose

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"rttlab/plots"
)

//go:embed report.html.tmpl
var reportText string

var reportTemplate = template.Must(template.New("report").Parse(reportText))

// The report as a page: everything is text by now.
type (
	htmlReport struct {
		Title, Recorded, Replayed, Off, Best, Summary, Creator, Judgement string

		WhatIf    []htmlWhat
		Facts     []string
		Hosts     []htmlHost
		Slowest   []htmlSlow
		Network   []Figure
		Distances []htmlDistance
		Pairs     []htmlPair
		Notes     []string
		Chart     template.HTML
	}
	htmlWhat struct {
		Name, Total, Saves, What, Reason string

		Width int // pixels
		Color string
	}
	htmlHost struct{ Host, Protocol, Requests, Bytes, Connections, Handshakes, Took string }
	htmlSlow struct{ Took, Phase, Of string }

	htmlDistance struct{ Host, RTT, TLS, Think, Basis, Doubt string }

	htmlPair struct{ Number, Recorded, Replayed, Off, File, Why string }
)

// HTML writes the diagnosis as one page that needs nothing else, neither files
// nor scripts nor a network.
func HTML(w io.Writer, d *Diagnosis) error {
	chart, err := d.Chart()
	if err != nil {
		return err
	}
	var svg bytes.Buffer
	if err := plots.Write(&svg, chart, "svg"); err != nil {
		return err
	}
	_, body, _ := bytes.Cut(svg.Bytes(), []byte("<svg")) // without the declaration of XML
	page := htmlReport{
		Title: d.title(), Recorded: short(d.Recorded), Replayed: short(d.Replayed), Off: percent(d.Replayed, d.Recorded),
		Best: d.best(), Summary: d.summary(), Creator: d.creator(), Judgement: d.judgement(),
		Facts: d.factLines(), Network: d.Figures(), Notes: d.Notes(),
		Chart: template.HTML("<svg" + string(body)), //nolint:gosec // drawn by package plots, which escapes texts
	}
	d.fillWhatIf(&page)
	d.fillHosts(&page)
	for _, p := range d.Pairs() {
		page.Pairs = append(page.Pairs, htmlPair{
			fmt.Sprint(p.Number), short(p.Recorded), short(p.Replayed), signed(p.Off()), p.Fetch.Host + p.Fetch.Path, p.Why,
		})
	}
	return reportTemplate.Execute(w, page)
}

func (d *Diagnosis) fillWhatIf(page *htmlReport) {
	longest := d.Replayed
	for i := range d.WhatIf {
		longest = max(longest, d.WhatIf[i].Total)
	}
	for i := range d.WhatIf {
		o := &d.WhatIf[i]
		row := htmlWhat{
			Name: o.Name, Total: short(o.Total), Saves: saves(o.Saves), What: o.What, Reason: o.Reason,
			Width: int(240 * float64(o.Total) / float64(max(longest, time.Nanosecond))), Color: "#1e88e5",
		}
		switch {
		case o.Err != "":
			row.Total, row.Saves, row.Reason = "-", "-", "it cannot be played: "+o.Err
		case o.Same:
			row.Reason = "it is like that already"
		case o.Saves < 0:
			row.Color = "#c04040"
		}
		page.WhatIf = append(page.WhatIf, row)
	}
}

func (d *Diagnosis) fillHosts(page *htmlReport) {
	e := d.Site.Estimate
	for i := range d.Facts.Hosts {
		h := &d.Facts.Hosts[i]
		page.Hosts = append(page.Hosts, htmlHost{
			h.Host, protocols(h.Protocols), fmt.Sprint(h.Requests), size(h.Bytes), fmt.Sprint(h.Connections), short(h.Handshakes), short(h.Fetching),
		})
	}
	for _, s := range d.Facts.Slowest {
		page.Slowest = append(page.Slowest, htmlSlow{short(s.Took), s.Phase, s.Host + s.Path})
	}
	if len(e.Hosts) < 2 {
		return
	}
	for i := range e.Hosts {
		h := &e.Hosts[i]
		page.Distances = append(page.Distances, htmlDistance{h.Host, short(h.RTT), cmp.Or(h.TLS, "none"), short(h.Think), h.Basis, h.Doubt})
	}
}
