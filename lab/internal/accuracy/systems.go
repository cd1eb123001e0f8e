package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

const systemsFile = "lab/client/ACCURACY.md"

// figure is one line of reference/systems.csv: what a real program did in a case.
type figure struct {
	System, Version, Case string
	RTT, Seen             float64 // ms, as asked for and as the path had it
	Name, Unit            string
	Runs                  int
	Min, Median, Max      float64
}

var systemColumns = strings.Split("system,version,case,rtt_ms,rtt_seen_ms,figure,unit,runs,min,median,max", ",")

// readFigures reads a file like reference/systems.csv.
func readFigures(r io.Reader) ([]figure, error) {
	records, err := readRecords(r, systemColumns)
	if err != nil {
		return nil, err
	}
	var out []figure
	for i, record := range records {
		f := figure{System: record[0], Version: record[1], Case: record[2], Name: record[5], Unit: record[6]}
		var wrong error
		f.Runs, wrong = strconv.Atoi(record[7])
		for column, to := range map[int]*float64{3: &f.RTT, 4: &f.Seen, 8: &f.Min, 9: &f.Median, 10: &f.Max} {
			v, err := strconv.ParseFloat(record[column], 64)
			wrong = errors.Join(wrong, err)
			*to = v
		}
		if wrong != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, wrong)
		}
		out = append(out, f)
	}
	return out, nil
}

func systemFigures() ([]figure, error) {
	f, err := reference.Open("reference/systems.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readFigures(f)
}

// statement is how a scenario states a case: its text, in which {rtt} is the
// path's, {half} a half of that; and what to read off the run.
type statement struct {
	systems string // which it is about, "system" or "system version", with | between
	named   string // the case
	yaml    string
	figures func(r *timeline.Run, s source) map[string]float64
}

// source is what the text was made for.
type source struct{ rtt time.Duration }

func (s statement) is(f figure) bool {
	ours := slices.ContainsFunc(strings.Split(s.systems, "|"), func(name string) bool {
		return name == f.System || name == f.System+" "+f.Version
	})
	return ours && s.named == f.Case
}

func (s statement) text(f figure) string {
	ms := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) + "ms" }
	return strings.NewReplacer("{rtt}", ms(f.Seen), "{half}", ms(f.Seen/2)).Replace(s.yaml)
}

// leftOut says why a figure is no scenario's.
type leftOut struct {
	why   string
	about func(figure) bool
}

// reproduced is a figure beside the lab's own.
type reproduced struct {
	figure
	Lab float64
}

// off is by how much the lab's figure is more than the real median.
func (r reproduced) off() float64 {
	if r.Median == 0 {
		return r.Lab
	}
	return r.Lab/r.Median - 1
}

// count says that a figure is counted, and not a time.
func (r reproduced) count() bool { return r.Unit != "ms" && r.Unit != "s" && r.Unit != "rtt" }

// systemsOff is how far a time may be off.
const systemsOff = 0.05

// good says that a count is the real one, a time within 5 % of the real median
// or between the least and the most that was seen.
func (r reproduced) good() bool {
	if r.count() {
		return math.Round(r.Lab) == math.Round(r.Median)
	}
	return math.Abs(r.off()) <= systemsOff || r.Min <= r.Lab && r.Lab <= r.Max
}

func (r reproduced) line() string {
	num := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	lab := strconv.FormatFloat(r.Lab, 'f', 3, 64)
	if strings.Contains(lab, ".") {
		lab = strings.TrimRight(strings.TrimRight(lab, "0"), ".")
	}
	off := signed(r.off())
	if r.count() {
		off = map[bool]string{true: "same", false: "**other**"}[r.good()]
	} else if !r.good() {
		off = "**" + off + "**"
	}
	return fmt.Sprintf("| %s %s | %s | %s | %s | %s | %s | %s | %s |\n", r.System, r.Version, r.Case, num(r.RTT), r.Name, num(r.Median), lab, r.Unit, off)
}

// reproduce plays what the statements say of the figures. It returns also those
// that nothing says anything of, which are none.
func reproduce(ctx context.Context, figures []figure) (done []reproduced, unknown []figure, err error) {
	played := map[string]map[string]float64{}
	for _, f := range figures {
		if slices.ContainsFunc(notStated, func(l leftOut) bool { return l.about(f) }) {
			continue
		}
		told := false
		for _, s := range statements {
			if told || !s.is(f) {
				continue
			}
			text := s.text(f)
			got, known := played[text]
			if !known {
				if got, err = playStatement(ctx, s, text, f); err != nil {
					return nil, nil, fmt.Errorf("%s, %s: %w", f.System, f.Case, err)
				}
				played[text] = got
			}
			var v float64
			if v, told = got[f.Name]; f.Name == "round_trips" {
				var time float64
				time, told = got["time"]
				v = time / f.Seen
			}
			if told {
				done = append(done, reproduced{f, v})
			}
		}
		if !told {
			unknown = append(unknown, f)
		}
	}
	return done, unknown, nil
}

func playStatement(ctx context.Context, s statement, text string, f figure) (map[string]float64, error) {
	sc, err := scenario.Parse("systems.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	res, err := pages().Play(ctx, &worker.Job{Setup: sc.Runs[0].Setup()})
	if err != nil {
		return nil, err
	}
	return s.figures(&res.Visits[0], source{time.Duration(f.Seen * 1e6)}), nil
}

// systemsReport is the document's.
type systemsReport struct {
	rows []reproduced
	all  []figure
}

const (
	systemHead  = "| system | case | RTT, ms | figure | real | lab | unit | off |\n|---|---|--:|---|--:|--:|---|--:|\n"
	systemCount = "| system | figures | stated | counts that are the same | times within 5 % or the real spread |\n|---|--:|--:|--:|--:|\n"
)

func (s systemsReport) Table() string { return table(systemHead, reproduced.line, s.rows) }

// Summary counts the figures of each system.
func (s systemsReport) Summary() string {
	var out strings.Builder
	out.WriteString(systemCount)
	var names []string
	for _, f := range s.all {
		if !slices.Contains(names, f.System) {
			names = append(names, f.System)
		}
	}
	line := func(name string, is func(string) bool) {
		all, counts, same, times, near := 0, 0, 0, 0, 0
		for _, f := range s.all {
			if is(f.System) {
				all++
			}
		}
		for _, r := range s.rows {
			switch {
			case !is(r.System):
			case r.count():
				counts++
				if r.good() {
					same++
				}
			default:
				times++
				if r.good() {
					near++
				}
			}
		}
		fmt.Fprintf(&out, "| %s | %d | %d | %d of %d | %d of %d |\n", name, all, counts+times, same, counts, near, times)
	}
	for _, name := range names {
		line(name, func(s string) bool { return s == name })
	}
	line("all", func(string) bool { return true })
	return out.String()
}

// LeftOut lists what no scenario states, and why.
func (s systemsReport) LeftOut() string {
	var out strings.Builder
	for i, l := range notStated {
		var cases []string
		n := 0
		for _, f := range s.all {
			first := slices.IndexFunc(notStated, func(l leftOut) bool { return l.about(f) })
			if first != i {
				continue
			}
			n++
			if named := f.System + ": " + f.Case; !slices.Contains(cases, named) {
				cases = append(cases, named)
			}
		}
		shown := cases
		if len(shown) > 3 {
			shown = append(slices.Clone(shown[:2]), fmt.Sprintf("and %d more", len(cases)-2))
		}
		fmt.Fprintf(&out, "- %d figures: %s (%s)\n", n, l.why, strings.Join(shown, "; "))
	}
	return out.String()
}

// measureSystems has the lab do what the real systems did.
func measureSystems() (r systemsReport, err error) {
	if r.all, err = systemFigures(); err != nil {
		return r, err
	}
	rows, unknown, err := reproduce(context.Background(), r.all)
	if err == nil && len(unknown) > 0 {
		err = fmt.Errorf("nothing is said of %d figures, %v the first of them", len(unknown), unknown[0])
	}
	r.rows = rows
	return r, err
}

// documentSystems writes lab/client/ACCURACY.md.
func documentSystems(w io.Writer) error {
	report, err := measureSystems()
	if err != nil {
		return err
	}
	if err := writeDocument(systemsFile, "systems.md.tmpl", report); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s\n", systemsFile)
	return nil
}
