package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rttlab/lab/diagnose"
	"rttlab/lab/har"
)

// site is a row of sites.csv: what a page really took in one variant.
type site struct {
	page, net, variant string
	rtt, down          float64 // ms, Mbit/s
	conns              int
	least, median, p90 time.Duration
}

// measured says which variant was measured of what a diagnosis calls by its
// names, of a page that was recorded over HTTP/1.1 and over HTTP/2.
var measured = map[string]map[string]string{
	"h1": {"close": "h1-close", "tls": "h1s", "http2": "h2", "http3": "h3", "half-rtt": "h1-halfrtt", "double-rate": "h1-double"},
	"h2": {"keep-alive": "h1s", "http3": "h3"},
}

// documentRecordings writes the section of lab/ACCURACY.md about recorded pages.
func documentRecordings(dir string, w io.Writer) error {
	sites, err := readSites(filepath.Join(dir, "sites.csv"))
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "har", "*.har"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no recordings in %s", filepath.Join(dir, "har"))
	}
	var network, whatIf strings.Builder
	network.WriteString("| recording | RTT: real | estimated | off | down: real | estimated | off | connections: real | recorded | load: recorded | replayed | off | all replays: median | range |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	whatIf.WriteString("| recording | what if | real: min | median | p90 | predicted | off | error |\n|---|---|--:|--:|--:|--:|--:|--:|\n")
	var errors, offs []float64
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".har")
		d, err := diagnosis(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		parts := strings.Split(name, "-")
		if len(parts) != 3 {
			return fmt.Errorf("%s is not called PAGE-NET-PROTOCOL.har", file)
		}
		own := find(sites, parts[0], parts[1], parts[2])
		if own == nil {
			return fmt.Errorf("%s has no row in sites.csv", file)
		}
		network.WriteString(networkLine(name, d, own))
		for i := range d.WhatIf {
			o := &d.WhatIf[i]
			real := find(sites, parts[0], parts[1], measured[parts[2]][o.Name])
			if real == nil {
				continue
			}
			line, e := whatIfLine(name, o, real)
			whatIf.WriteString(line)
			errors, offs = append(errors, e), append(offs, math.Abs(ratioOff(o.Total, real.median)))
		}
	}
	slices.Sort(errors)
	slices.Sort(offs)
	section := fmt.Sprintf("%s\n*Off* is against the real median, *error* is 0 between the real minimum and 90th percentile. The error of the what-ifs: median %s, largest %s, of %d; how far they are off the real medians, whose runs spread by up to half: median %s, largest %s. Chance decides which packets a full queue drops, for a real page and for an emulated one: the load as recorded is replayed up to 24 times and the replay shown is the one nearest to the recording.\n\n%s",
		network.String(), percent(errors[len(errors)/2]), percent(errors[len(errors)-1]), len(errors),
		percent(offs[len(offs)/2]), percent(offs[len(offs)-1]), whatIf.String())
	old, err := os.ReadFile(browserFile)
	if err != nil {
		return err
	}
	head, rest, begins := strings.Cut(string(old), recordingsBegin)
	_, tail, ends := strings.Cut(rest, recordingsEnd)
	if !begins || !ends {
		return fmt.Errorf("%s has no place for recorded pages: write it with `accuracy browser` first", browserFile)
	}
	if err := os.WriteFile(browserFile, []byte(head+recordingsBegin+section+recordingsEnd+tail), 0o644); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote the recorded pages into %s\n", browserFile)
	return nil
}

func diagnosis(file string) (*diagnose.Diagnosis, error) {
	rec, err := har.Open(file)
	if err != nil {
		return nil, err
	}
	return diagnose.Diagnose(context.Background(), rec, 0, pages().Runs)
}

func networkLine(name string, d *diagnose.Diagnosis, real *site) string {
	e := d.Site.Estimate
	rtt := e.Hosts[0].RTT.Seconds() * 1000
	return fmt.Sprintf("| %s | %.2f ms | %.2f ms | %s | %g Mbit/s | %.2f Mbit/s | %s | %d | %d | %s | %s | %s | %s | %s – %s |\n",
		name, real.rtt, rtt, signed(rtt/real.rtt-1), real.down, e.Down/1e6, signed(e.Down/1e6/real.down-1), real.conns, d.Facts.Connections,
		seconds(d.Recorded), seconds(d.Replayed), signed(ratioOff(d.Replayed, d.Recorded)),
		seconds(d.Draws.Median()), seconds(d.Draws[0]), seconds(d.Draws[len(d.Draws)-1]))
}

func ratioOff(is, of time.Duration) float64 { return float64(is)/float64(of) - 1 }

func whatIfLine(name string, o *diagnose.Outcome, real *site) (line string, e float64) {
	off := ratioOff(o.Total, real.median)
	if o.Total < real.least || o.Total > real.p90 {
		e = math.Abs(off)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %s |\n",
		name, o.Name, seconds(real.least), seconds(real.median), seconds(real.p90), seconds(o.Total), signed(off), percent(e)), e
}

func find(sites []site, page, net, variant string) *site {
	for i := range sites {
		if s := &sites[i]; s.page == page && s.net == net && s.variant == variant {
			return s
		}
	}
	return nil
}

// readSites reads sites.csv.
func readSites(file string) ([]site, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s is empty", file)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var all []site
	for line, row := range rows[1:] {
		var wrong error
		number := func(name string) float64 {
			i, ok := column[name]
			if !ok {
				wrong = fmt.Errorf("%s: no column %s", file, name)
				return 0
			}
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				wrong = fmt.Errorf("%s:%d: %s: %w", file, line+2, name, err)
			}
			return v
		}
		span := func(name string) time.Duration { return time.Duration(number(name) * float64(time.Second)) }
		s := site{
			page: row[column["page"]], net: row[column["net"]], variant: row[column["variant"]],
			rtt: number("rtt_seen_ms"), down: number("down_mbps"), conns: int(number("conns")),
			least: span("min_s"), median: span("median_s"), p90: span("p90_s"),
		}
		if wrong != nil {
			return nil, wrong
		}
		all = append(all, s)
	}
	return all, nil
}
