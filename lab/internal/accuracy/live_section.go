package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// liveFile is a reference file whose workloads can be measured here.
type liveFile struct {
	name    string
	some    []int // the rows that "some" takes, from 0
	measure func(r Row, runs int, seed uint64) (Row, error)
	emulate emulation
	seeds   int // of a row with loss
}

const liveHead = "| fetched | path | runs | reference | real: min | median | p90 | emulated | off | error |\n" +
	"|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n"

// measureSection measures which of the files' rows, "some" or "all", on this
// machine, emulates them with the round trip that the path had, and gives a
// document's live section. Progress goes to w.
func measureSection(which string, files []liveFile, w io.Writer) (string, error) {
	cores := runtime.NumCPU()
	busy := ""
	if load := loadAverage(); load > float64(cores)/2 {
		busy = fmt.Sprintf(" The machine was busy, with a load of %.1f on %d cores: the real times are longer for it, and vary.", load, cores)
		fmt.Fprintln(w, "live:"+busy)
	}
	// The relay and the programs at both ends need threads of their own.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	var results []result
	var lines strings.Builder
	for _, file := range files {
		rows, err := referenceRows(file.name)
		if err != nil {
			return "", err
		}
		for i, ref := range rows {
			if which == "some" && !slices.Contains(file.some, i) {
				continue
			}
			fmt.Fprintf(w, "live: %s, %s\n", ref.workload(), ref.way())
			live, err := file.measure(ref, ref.Runs, uint64(i))
			if err != nil {
				return "", fmt.Errorf("%s, %s: %w", ref.workload(), ref.way(), err)
			}
			r, err := emulateRow(file.emulate, live, file.seeds)
			if err != nil {
				return "", err
			}
			lines.WriteString(liveLine(ref.Median, r))
			if live.LossDown == 0 {
				results = append(results, r)
			}
		}
	}
	s := scores(results)
	return fmt.Sprintf("Linux %s, %s. The error without loss: median %s, largest %s, over %d rows.%s\n\n%s%s",
		kernelRelease(), runtime.Version(), percent(s.Median), percent(s.Max), s.N, busy, liveHead, lines.String()), nil
}

func liveLine(reference time.Duration, r result) string {
	return fmt.Sprintf("| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |\n",
		r.Real.workload(), r.Real.way(), r.Real.Runs, seconds(reference),
		seconds(r.Real.Min), seconds(r.Real.Median), seconds(r.Real.P90),
		seconds(r.Emulated.Median), signed(r.deviation()), percent(r.score()))
}

// loadAverage is how many processes ran or wanted to over the last minute; 0
// where the system does not say.
func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0
	}
	return load
}

// kernelRelease is the kernel's version, without what a builder added to it.
func kernelRelease() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "unknown"
	}
	release, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-")
	return release
}
