// Package webreport writes what a scenario gave as one HTML file: its texts,
// tables and charts, with details where the pointer rests. The file needs no
// network and no JavaScript.
//
// The same report gives the same bytes.
package webreport

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"time"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
)

// Report is what goes into the file.
type Report struct {
	Timeline *timeline.Timeline
	Charts   []Chart
	Traces   []*timeline.Trace // by run, of those whose packets were kept; nil: none of that run's
	Command  string            // as it was typed
	Source   string            // the scenario's file
}

// Chart is a picture.
type Chart struct {
	Name string // "compare", "waterfall"
	Run  string // the run's name; "" for one of all runs
	SVG  []byte
}

//go:embed report.tmpl
var reportTemplate string

//go:embed index.tmpl
var indexTemplate string

//go:embed style.css
var style string

var templates = template.Must(template.Must(template.New("report").Funcs(template.FuncMap{
	"style":    func() template.CSS { return template.CSS(style) },
	"duration": duration,
	"prose":    prose,
	"wide":     func(head, row []string) bool { return len(row) == len(head) },
	"got":      report.Got,
	"causes":   causes,
	"next":     func(n int) int { return n + 1 }, // charts count from 1
	"up":       func(up bool) string { return map[bool]string{true: "to the server", false: "to the browser"}[up] },
}).Parse(reportTemplate)).New("index").Parse(indexTemplate))

// Write writes the file.
func (r *Report) Write(w io.Writer) error {
	return templates.ExecuteTemplate(w, "report", view{Report: r, Sheets: report.Sheets(r.Timeline)})
}

// Entry is a scenario of an index.
type Entry struct {
	Timeline *timeline.Timeline
	Path     string // of its report, from the index on
}

// Index writes a file that leads to the reports of several scenarios.
func Index(w io.Writer, entries []Entry) error {
	return templates.ExecuteTemplate(w, "index", entries)
}

// view is a report as its template sees it.
type view struct {
	*Report
	Sheets []report.Sheet
}

// Title is the scenario's, or its name.
func (v view) Title() string {
	if v.Timeline.Title != "" {
		return v.Timeline.Title
	}
	return v.Timeline.Scenario
}

// Of are the charts of a run; "" for those of all.
func (v view) Of(run string) []Chart {
	var of []Chart
	for _, c := range v.Charts {
		if c.Run == run {
			of = append(of, c)
		}
	}
	return of
}

// Trace are the packets of a run; nil where they were not kept.
func (v view) Trace(run int) *timeline.Trace {
	if run < len(v.Traces) {
		return v.Traces[run]
	}
	return nil
}

// Sentences say of each run what its time went to.
func (v view) Sentences() (all []string) {
	for i := range v.Timeline.Runs {
		if s := report.Sentence(&v.Timeline.Runs[i]); s != "" {
			all = append(all, s)
		}
	}
	return all
}

var size = regexp.MustCompile(`^<svg width="[0-9.]+px" height="[0-9.]+px"`)

// Inline is the picture as a part of the page, as wide as that, and named for
// those who hear it.
func (c Chart) Inline() template.HTML {
	svg := c.SVG
	if at := bytes.Index(svg, []byte("<svg ")); at >= 0 {
		svg = svg[at:]
	}
	label := c.Name + " of all runs"
	if c.Run != "" {
		label = c.Name + " of " + c.Run
	}
	begin := `<svg role="img" aria-label="` + template.HTMLEscapeString(label) + `"`
	return template.HTML(size.ReplaceAllLiteral(svg, []byte(begin))) // our own, with its texts escaped
}

// causes are a resource's, the greatest part of its time in words.
func causes(res *timeline.Resource) string {
	var parts []string
	sums := timeline.AddUp(res.Pieces)
	for i, d := range sums {
		if d > 0 {
			parts = append(parts, fmt.Sprintf("%v %s", timeline.Cause(i), duration(d)))
		}
	}
	return strings.Join(parts, ", ")
}

func duration(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

// block is a part of a text: a paragraph, the items of a list, or lines that stay
// as they are.
type block struct {
	Text  string
	Items []string
	As    string
}

// prose takes a text apart as the table on a terminal does: blank lines part
// paragraphs, dashes begin items, indented lines stay.
func prose(text string) (blocks []block) {
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		switch {
		case strings.HasPrefix(part, "- "):
			var items []string
			for item := range strings.SplitSeq("\n"+part, "\n- ") {
				if item != "" {
					items = append(items, strings.Join(strings.Fields(item), " "))
				}
			}
			blocks = append(blocks, block{Items: items})
		case strings.HasPrefix(part, "  "):
			blocks = append(blocks, block{As: part})
		default:
			blocks = append(blocks, block{Text: strings.Join(strings.Fields(part), " ")})
		}
	}
	return blocks
}
