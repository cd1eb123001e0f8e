package main

import (
	"fmt"
	"strings"
	"time"
)

// The lines below are what a document's tables are made of: a test looks for
// them in the documents to see whether they are up to date.

const (
	claimHead = "| what | source | expected | netem | |\n|---|---|---|---|---|\n"
	exactHead = "| fetched | path | real: min | median | p90 | emulated | off | error |\n|---|---|--:|--:|--:|--:|--:|--:|\n"
	lossHead  = "| fetched | path | real: min | median | p90 | emulated: median | off | by chance | p90 | off | by chance |\n" +
		"|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
)

func claimLine(c claim) string {
	mark := "✓"
	if !c.holds() {
		mark = "✗"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", c.What, c.Source, c.Want, c.Got, mark)
}

func exactLine(r result) string {
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n",
		r.Real.workload(), r.Real.way(), seconds(r.Real.Min), seconds(r.Real.Median), seconds(r.Real.P90),
		seconds(r.Emulated.Median), signed(r.deviation()), percent(r.score()))
}

func lossLine(r result) string {
	low, high := r.byChance(0.5)
	low90, high90 := r.byChance(0.9)
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s – %s | %s | %s | %s – %s |\n",
		r.Real.workload(), r.Real.way(), seconds(r.Real.Min), seconds(r.Real.Median), seconds(r.Real.P90),
		seconds(r.Emulated.Median), signed(r.deviation()), seconds(low), seconds(high),
		seconds(r.Emulated.P90), signed(r.deviationP90()), seconds(low90), seconds(high90))
}

// table is a head and a line for each value.
func table[T any](head string, line func(T) string, values []T) string {
	var b strings.Builder
	b.WriteString(head)
	for _, v := range values {
		b.WriteString(line(v))
	}
	return b.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.4f", d.Seconds()) }
func percent(f float64) string       { return fmt.Sprintf("%.2f %%", 100*f) }
func signed(f float64) string        { return fmt.Sprintf("%+.2f %%", 100*f) }

// bar is a figure beside what is asked of it.
type bar struct {
	What  string
	Limit float64 // a fraction; 0: none is set
	Got   float64
}

func (b bar) holds() bool { return b.Limit == 0 || b.Got <= b.Limit }

const barHead = "| error | at most | is | |\n|---|--:|--:|---|\n"

func barLine(b bar) string {
	limit, mark := "", ""
	if b.Limit > 0 {
		limit, mark = fmt.Sprintf("%g %%", 100*b.Limit), "✓"
		if !b.holds() {
			mark = "✗"
		}
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", b.What, limit, percent(b.Got), mark)
}
