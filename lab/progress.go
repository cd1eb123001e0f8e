package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// progress says how far a long run is: on a terminal in a line that changes,
// elsewhere, as in a log, in one more line now and then.
type progress struct {
	w        io.Writer
	terminal bool

	said  time.Time // when the last line was written, at first when it began
	next  int       // the tenth that has to be done for another one
	every time.Duration
}

// A log has a line each tenth, and none of what is over soon.
const (
	tenths   = 10
	logEvery = 2 * time.Second
)

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, said: time.Now(), next: 1, every: logEvery}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.terminal = true
		}
	}
	return p
}

// show says that done of total are done, and of what.
func (p *progress) show(what string, done, total int) {
	if total <= 0 {
		return
	}
	if p.terminal {
		const width = 30
		full := width * done / total
		fmt.Fprintf(p.w, "\r\x1b[K%s%s %d/%d %s", strings.Repeat("█", full), strings.Repeat("░", width-full), done, total, what)
		return
	}
	tenth := tenths * done / total
	if tenth == 0 {
		p.next = 1 // the next of several runs
	}
	if now := time.Now(); tenth >= p.next && now.Sub(p.said) >= p.every {
		fmt.Fprintf(p.w, "%d of %d %s\n", done, total, what)
		p.said, p.next = now, tenth+1
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.terminal {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
