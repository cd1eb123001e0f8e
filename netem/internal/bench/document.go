package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
)

func workloads() []workload {
	return []workload{messageBuffered(), messageTwo(), transferStream(), transferDatagrams(), idle(), dials(), traces()}
}

// document is the tables as Markdown.
func document(tables []table, rounds int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# netem beside others

Written by `+"`just bench-rivals`"+`; do not edit.

Measured on a machine with %d processors that others used, too, on one thread (GOMAXPROCS=1), with %s on %s/%s: medians of %d rounds in which the subjects took turns. Times in ns and ms are processor time. A machine's figures are its own: the ratios to netem's, medians of the rounds' ratios, are what counts. 2.0× took twice what netem took.
`, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH, rounds)
	for _, t := range tables {
		t.write(&b)
	}
	return b.String()
}

func (t table) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n", t.title, t.about)
	header, line := "| |", "|---|"
	for _, c := range t.columns {
		header += " " + c.name + " |"
		line += "--:|"
		if c.ratio {
			header += " ratio |"
			line += "--:|"
		}
	}
	fmt.Fprintln(b, header)
	fmt.Fprintln(b, line)
	for i, s := range t.subjects {
		cells := []string{s.name}
		for k, c := range t.columns {
			cells = append(cells, fmt.Sprintf(c.format, t.figures[i][k]))
			if c.ratio {
				cells = append(cells, ratio(t.ratios[i][k]))
			}
		}
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
	}
	if t.note != "" {
		fmt.Fprintf(b, "\n%s\n", t.note)
	}
}

// ratio has two digits that count.
func ratio(r float64) string {
	switch {
	case r < 0.1:
		return fmt.Sprintf("%.3f×", r)
	case r < 1:
		return fmt.Sprintf("%.2f×", r)
	case r < 10:
		return fmt.Sprintf("%.1f×", r)
	}
	return fmt.Sprintf("%.0f×", r)
}
