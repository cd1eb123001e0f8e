package diagnose

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"rttlab/lab/har"
)

// Text writes the diagnosis for people, as many columns wide.
func Text(w io.Writer, d *Diagnosis, columns int) error {
	out := &sheet{columns: columns}
	d.textHead(out)
	d.textFacts(out)
	d.textNetwork(out)
	d.textReplay(out)
	d.textWhatIf(out)
	d.textNotes(out)
	_, err := w.Write(out.Bytes())
	return err
}

// sheet is text as it grows.
type sheet struct {
	bytes.Buffer
	columns int
}

func (p *sheet) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *sheet) title(s string) { p.line("\n%s", s) }

// prose writes a text with its lines broken and moved in, all but the first by
// two more.
func (p *sheet) prose(indent int, text string) {
	fmt.Fprint(p, strings.Repeat(" ", indent))
	at := indent
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i > 0 && at+1+n > p.columns:
			at = indent + 2 + n
			fmt.Fprintf(p, "\n%s%s", strings.Repeat(" ", indent+2), word)
		case i > 0:
			at += 1 + n
			fmt.Fprintf(p, " %s", word)
		default:
			at += n
			fmt.Fprint(p, word)
		}
	}
	fmt.Fprintln(p)
}

// table writes rows in columns; those whose head ends in ">" are set to the
// right. The last column goes on below if it has words that do not fit; of what
// has none the end is cut.
func (p *sheet) table(head string, rows [][]string) {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	titles := strings.Split(head, "|")
	all := append([][]string{titles}, rows...)
	for i, t := range titles {
		if !strings.HasSuffix(t, ">") {
			continue
		}
		titles[i] = strings.TrimSuffix(t, ">")
		wide := 0
		for _, row := range all {
			wide = max(wide, len([]rune(row[i])))
		}
		for _, row := range all {
			row[i] = fmt.Sprintf("%*s", wide, row[i])
		}
	}
	last := len(titles) - 1
	for _, row := range all {
		fmt.Fprintln(w, "  "+strings.Join(row[:last], "\t")+"\t")
	}
	_ = w.Flush() // into memory
	row := 0
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		indent := len([]rune(line))
		for i, part := range broken(all[row][last], max(p.columns-indent, 1)) {
			if i > 0 {
				line = strings.Repeat(" ", indent)
			}
			fmt.Fprintln(p, strings.TrimRight(line+part, " "))
		}
		row++
	}
}

// broken is a text in lines of at most so many characters.
func broken(text string, columns int) []string {
	lines := []string{""}
	for i, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case i == 0:
			*last = word
		case len([]rune(*last))+1+len([]rune(word)) <= columns:
			*last += " " + word
			continue
		default:
			lines = append(lines, word)
		}
		last = &lines[len(lines)-1]
		*last = cut(*last, columns)
	}
	return lines
}

// cut shortens a text to that many characters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// middle shortens a text in the middle.
func middle(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	head := (n - 1) / 2
	return string(r[:head]) + "…" + string(r[len(r)-(n-1-head):])
}

func (d *Diagnosis) textHead(out *sheet) {
	out.prose(0, fmt.Sprintf("%s, recorded by %s", middle(d.title(), 80), d.creator()))
	out.prose(0, fmt.Sprintf("%s %s from the page's connectStart to the last byte.", d.summary(), short(d.Recorded)))
}

func (d *Diagnosis) textFacts(out *sheet) {
	f := d.Facts
	out.title("WHAT THE RECORDING SHOWS")
	for _, line := range d.factLines() {
		out.prose(2, line)
	}
	var rows [][]string
	hosts := f.Hosts[:min(len(f.Hosts), maxHosts)]
	for i := range hosts {
		h := &hosts[i]
		rows = append(rows, []string{
			middle(h.Host, 36), protocols(h.Protocols), fmt.Sprint(h.Requests), size(h.Bytes), fmt.Sprint(h.Connections), short(h.Handshakes), short(h.Fetching),
		})
	}
	out.title("  Hosts, by what all their requests took")
	out.table("host|protocol|requests>|bytes>|conns>|handshakes>|all took>", rows)
	if more := len(f.Hosts) - len(hosts); more > 0 {
		out.line("  and %d more", more)
	}
	rows = nil
	for _, s := range f.Slowest {
		rows = append(rows, []string{short(s.Took), s.Phase, middle(s.Host+s.Path, out.columns-24)})
	}
	out.title("  Slowest phases")
	out.table("took>|phase|of", rows)
}

const maxHosts = 12

func protocols(count map[string]int) string {
	var all []string
	for p := range count {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return strings.Join(all, ", ")
}

func (d *Diagnosis) textNetwork(out *sheet) {
	e := d.Site.Estimate
	out.title("THE NETWORK, ESTIMATED")
	for _, f := range d.Figures() {
		text := fmt.Sprintf("%s %s: %s.", f.Name, f.Value, f.Basis)
		if f.Doubt != "" {
			text += " Doubt: " + f.Doubt + "."
		}
		out.prose(2, text)
	}
	if len(e.Hosts) == 1 {
		return
	}
	var rows [][]string
	hosts := e.Hosts[:min(len(e.Hosts), maxHosts)]
	for i := range hosts {
		h := &hosts[i]
		rows = append(rows, []string{middle(h.Host, 36), short(h.RTT), h.Protocol, cmp.Or(h.TLS, "-"), short(h.Think), h.Basis})
	}
	out.title("  By host")
	out.table("host|RTT>|protocol|TLS|think>|basis of the RTT", rows)
}

func (d *Diagnosis) textReplay(out *sheet) {
	out.title("PLAYED AGAIN AS RECORDED, LIKE CHROMIUM")
	out.prose(2, d.judgement())
	pairs := d.Pairs()
	var rows [][]string
	shown := pairs
	if len(pairs) > maxRows {
		shown = slices.Clone(pairs)
		slices.SortStableFunc(shown, func(a, b Pair) int { return cmp.Compare(b.Off().Abs(), a.Off().Abs()) })
		shown = shown[:maxRows]
		slices.SortFunc(shown, func(a, b Pair) int { return cmp.Compare(a.Number, b.Number) })
		out.title(fmt.Sprintf("  The %d of %d files that are furthest off", maxRows, len(pairs)))
	} else {
		out.title("  File by file: when its last byte was there")
	}
	for _, p := range shown {
		rows = append(rows, []string{fmt.Sprint(p.Number), short(p.Recorded), short(p.Replayed), signed(p.Off()), middle(p.Fetch.Host+p.Fetch.Path, out.columns-44)})
	}
	out.table("no.>|recorded>|replayed>|off>|file", rows)
}

const maxRows = 20

func (d *Diagnosis) textWhatIf(out *sheet) {
	out.title("WHAT IF")
	var rows [][]string
	for i := range d.WhatIf {
		o := &d.WhatIf[i]
		switch {
		case o.Err != "":
			rows = append(rows, []string{o.Name, "-", "-", "-", "it cannot be played: " + o.Err})
		case o.Same:
			rows = append(rows, []string{o.Name, short(o.Total), "0 ms", "0 %", "it is like that already: " + o.What})
		default:
			rows = append(rows, []string{o.Name, short(o.Total), saves(o.Saves), percent(o.Total, d.Replayed), o.What})
		}
	}
	out.table("change|total>|saves>|is>|what", rows)
	out.line("")
	for i := range d.WhatIf {
		if o := &d.WhatIf[i]; o.Reason != "" {
			out.prose(2, fmt.Sprintf("%s: %s.", o.Name, o.Reason))
		}
	}
}

func (d *Diagnosis) textNotes(out *sheet) {
	notes := d.Notes()
	if len(notes) == 0 {
		return
	}
	out.title("NOTES")
	for _, n := range notes {
		out.prose(2, "- "+n)
	}
}

// Notes are what the reader guessed and what was left out.
func (d *Diagnosis) Notes() []string {
	notes := slices.Clone(d.Recording.Warnings)
	if n := d.Site.Load.Cached; n > 0 {
		notes = append(notes, fmt.Sprintf("left out: %s, which cost no network", count(n, "cached answer")))
	}
	for _, l := range d.Site.Left {
		notes = append(notes, "left out: "+l)
	}
	return notes
}

// Pair is a file as it was recorded and replayed: when its last byte was there,
// since connectStart.
type Pair struct {
	Number             int // in the order of the recording, from 1
	Fetch              *har.Fetch
	Recorded, Replayed time.Duration
	Why                string // it was asked for when it was
}

// Off is how much later it was there when it was played again.
func (p *Pair) Off() time.Duration { return p.Replayed - p.Recorded }

// Pairs are the files, in the order of the recording.
func (d *Diagnosis) Pairs() []Pair {
	begin, start := d.Site.Load.Begin(), connectStart(&d.Replay)
	var all []Pair
	for i := range d.Replay.Resources {
		r := &d.Replay.Resources[i]
		f := d.Site.Fetches[r.ID]
		all = append(all, Pair{f.ID + 1, f, f.End - begin, r.End() - start, d.Site.Why(r.ID)})
	}
	slices.SortFunc(all, func(a, b Pair) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

func percent(is, of time.Duration) string {
	if of == 0 {
		return "-"
	}
	off := math.Round((float64(is)/float64(of) - 1) * 100)
	if off == 0 {
		return "0 %"
	}
	return fmt.Sprintf("%+.0f %%", off)
}

func saves(d time.Duration) string {
	if d < 0 {
		return "costs " + short(-d)
	}
	return short(d)
}

func signed(d time.Duration) string {
	if d > 0 {
		return "+" + short(d)
	}
	return short(d)
}

// size is bytes for people.
func size(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}
