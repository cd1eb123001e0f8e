package main

import (
	"math"
)

// kernelReport is netem against a kernel.
type kernelReport struct {
	Claims               []claim
	Transfer, Page, Loss []result
	More                 []result // rows with loss, measured more often
	Live                 string   // the section of the live rows
}

// lossSeeds is how often a transfer with loss is emulated.
const lossSeeds = 400

// measureKernel emulates all that there is a reference for.
func measureKernel() (k kernelReport, err error) {
	if k.Claims, err = claims(); err != nil {
		return k, err
	}
	if k.Transfer, err = emulateFile(emulate, "transfer", 1); err != nil {
		return k, err
	}
	if k.Page, err = emulateFile(emulate, "page-go", 1); err != nil {
		return k, err
	}
	if k.Loss, err = emulateFile(emulate, "loss", lossSeeds); err != nil {
		return k, err
	}
	k.More, err = emulateFile(emulate, "loss-more", lossSeeds)
	return k, err
}

// Bars are the errors that matter beside what netem is to keep to.
func (k kernelReport) Bars() []bar {
	transfer, page := scores(k.Transfer), scores(k.Page)
	medians, p90s := apart(k.Loss)
	moreMedians, moreP90s := apart(k.More)
	return []bar{
		{"one file: median", 0.01, transfer.Median},
		{"one file: 95th percentile", 0.03, transfer.P95},
		{"one file: largest", 0.08, transfer.Max},
		{"page: largest", 0.02, page.Max},
		{"with loss, 21 runs: medians, on average", 0.10, medians.Mean},
		{"with loss, 21 runs: medians, largest", 0.25, medians.Max},
		{"with loss, 21 runs: 90th percentiles, largest", 0.30, p90s.Max},
		{"with loss, more runs: medians, on average", 0.10, moreMedians.Mean},
		{"with loss, more runs: medians, largest", 0.25, moreMedians.Max},
		{"with loss, more runs: 90th percentiles, largest", 0.30, moreP90s.Max},
	}
}

// apart is how far apart the medians and the 90th percentiles are.
func apart(results []result) (medians, p90s spread) {
	var m, p []float64
	for _, r := range results {
		m = append(m, math.Abs(r.deviation()))
		p = append(p, math.Abs(r.deviationP90()))
	}
	return spreadOf(m), spreadOf(p)
}

// The tables of the document.

func (k kernelReport) ClaimTable() string    { return table(claimHead, claimLine, k.Claims) }
func (k kernelReport) BarTable() string      { return table(barHead, barLine, k.Bars()) }
func (k kernelReport) TransferTable() string { return table(exactHead, exactLine, k.Transfer) }
func (k kernelReport) PageTable() string     { return table(exactHead, exactLine, k.Page) }
func (k kernelReport) LossTable() string     { return table(lossHead, lossLine, k.Loss) }
func (k kernelReport) MoreTable() string     { return table(lossHead, lossLine, k.More) }

// LossSeeds is how many seeds a row with loss is emulated with.
func (kernelReport) LossSeeds() int { return lossSeeds }
