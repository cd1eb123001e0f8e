package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress is a line on a terminal that says how far a run in real time is.
// Where stderr is no terminal it stays silent.
type progress struct {
	w io.Writer
}

func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &progress{w: w}
		}
	}
	return &progress{w: io.Discard}
}

// show draws the line: run is at done of total resources.
func (p *progress) show(run string, done, total int) {
	const width = 30
	full := 0
	if total > 0 {
		full = width * done / total
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s%s %d/%d %s", strings.Repeat("█", full), strings.Repeat("░", width-full), done, total, run)
}

func (p *progress) clear() { fmt.Fprint(p.w, "\r\x1b[K") }
