package main

import (
	"fmt"
	"strings"
	"time"
)

// result is a row that was measured and the same row as emulated.
type result struct {
	Real, Emulated Row
	Times          []time.Duration // emulated, a time for each seed
}

func (r *result) deviation() float64 { return r.Real.deviation(r.Emulated.Median) }
func (r *result) score() float64     { return r.Real.score(r.Emulated.Median) }

// deviationP90 is the deviation of the 90th percentile.
func (r *result) deviationP90() float64 {
	return r.Emulated.P90.Seconds()/r.Real.P90.Seconds() - 1
}

// byChance is where the quantile q of as many runs as were measured falls in 95
// of 100 cases if they are drawn from the emulated distribution.
func (r *result) byChance(q float64) (low, high time.Duration) {
	a, b := sampling(r.Real.Runs, q)
	return quantile(r.Times, a), quantile(r.Times, b)
}

// emulation does what a row says in virtual time and says how long it took.
type emulation func(r Row, seed uint64) (time.Duration, error)

// emulateRow emulates a row once, or with loss once for each of as many seeds.
func emulateRow(emulate emulation, r Row, seeds int) (result, error) {
	out := result{Real: r, Emulated: r}
	if r.LossDown == 0 {
		seeds = 1
	}
	for seed := range seeds {
		took, err := emulate(r, uint64(seed+1))
		if err != nil {
			return out, err
		}
		out.Times = append(out.Times, took)
	}
	out.Emulated.take(out.Times)
	return out, nil
}

// emulateFile emulates the rows of a reference file.
func emulateFile(emulate emulation, file string, seeds int) ([]result, error) {
	rows, err := referenceRows(file)
	if err != nil {
		return nil, err
	}
	var all []result
	for _, r := range rows {
		out, err := emulateRow(emulate, r, seeds)
		if err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	return all, nil
}

// scores are the results' errors.
func scores(results []result) spread {
	var all []float64
	for _, r := range results {
		all = append(all, r.score())
	}
	return spreadOf(all)
}

// workload is what the row fetches, in words.
func (r *Row) workload() string {
	size := fmt.Sprintf("%g kB", float64(r.Size)/1000)
	if r.Mode == "bulk" {
		return size
	}
	words := []string{fmt.Sprintf("%d × %s", r.Objects, size)}
	switch r.Proto {
	case "h1":
		words = append(words, "HTTP/1.1")
		if !r.KeepAlive {
			words = append(words, "close")
		}
		if r.Shards > 1 {
			words = append(words, fmt.Sprintf("%d names", r.Shards))
		}
	case "h2":
		words = append(words, "HTTP/2")
	case "h3":
		words = append(words, "HTTP/3")
	}
	if r.TLS && r.Proto == "h1" {
		words = append(words, "TLS 1.3")
	}
	return strings.Join(words, ", ")
}

// way is the path that the row goes, in words.
func (r *Row) way() string {
	rate := fmt.Sprintf("%g Mbit/s", r.Down)
	if r.Up != r.Down {
		rate = fmt.Sprintf("%g/%g Mbit/s", r.Down, r.Up)
	}
	if r.Down == 0 {
		rate = "no limit"
	}
	words := []string{fmt.Sprintf("%.2f ms, %s", float64(r.RTTSeen)/1e6, rate)}
	if r.Queue > 0 {
		words = append(words, fmt.Sprintf("%g kB", float64(r.Queue)/1000))
	}
	if r.LossDown > 0 {
		words = append(words, fmt.Sprintf("%g %% loss", r.LossDown*100))
	}
	if r.Client == "go" && r.Congestion != "cubic" {
		words = append(words, r.Congestion)
	}
	return strings.Join(words, ", ")
}
