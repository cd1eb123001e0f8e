package main

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// workload is the same work for several subjects. The first is netem, with
// which the others are compared.
type workload struct {
	title   string
	about   string
	columns []column // of what a subject's run gives
	rounds  int      // at most; 0: as many as are asked for
	note    string   // below the table

	subjects []subject
}

type column struct {
	name   string
	format string // of a float64
	ratio  bool   // followed by the ratio to netem's
}

type subject struct {
	name string
	run  func() ([]float64, error) // one measurement: a figure for each column
}

// table is a workload with its figures.
type table struct {
	workload
	figures [][]float64 // medians: subject, column
	ratios  [][]float64 // to the first subject's: subject, column
}

// measure has the subjects take turns, so that what else the machine does
// meets them all alike. A ratio is the median of the rounds' ratios.
func (w workload) measure(rounds int) (table, error) {
	if w.rounds > 0 {
		rounds = min(rounds, w.rounds)
	}
	samples := make([][][]float64, rounds) // round, subject, column
	for r := range samples {
		for _, s := range w.subjects {
			runtime.GC()
			figures, err := s.run()
			if err != nil {
				return table{}, fmt.Errorf("%s: %w", s.name, err)
			}
			samples[r] = append(samples[r], figures)
		}
	}
	t := table{workload: w}
	for i := range w.subjects {
		var figures, ratios []float64
		for k := range w.columns {
			var all, relative []float64
			for _, round := range samples {
				all = append(all, round[i][k])
				relative = append(relative, round[i][k]/round[0][k])
			}
			figures = append(figures, median(all))
			ratios = append(ratios, median(relative))
		}
		t.figures = append(t.figures, figures)
		t.ratios = append(t.ratios, ratios)
	}
	return t, nil
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[len(x)/2] + x[(len(x)-1)/2]) / 2
}

// processor is the time that this process has had a processor for. Unlike the
// clock it does not run while others have it.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot be: the arguments are right
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// bubble runs f in virtual time.
func bubble(f func() error) (err error) {
	synctest.Test(new(testing.T), func(*testing.T) { err = f() })
	return err
}
