package main

import (
	"math"

	"rttlab/lab/internal/bubble"
)

// kernelReport is netem against a kernel.
type kernelReport struct {
	Claims               []claim
	Transfer, Page, Loss []result
	Live                 string // the section of the live rows
}

// lossSeeds is how often a transfer with loss is emulated.
const lossSeeds = 400

// measureKernel emulates all that there is a reference for.
func measureKernel(virtual bubble.Func) (k kernelReport, err error) {
	if k.Claims, err = claims(virtual); err != nil {
		return k, err
	}
	if k.Transfer, err = emulateFile(virtual, emulate, "transfer", 1); err != nil {
		return k, err
	}
	if k.Page, err = emulateFile(virtual, emulate, "page-go", 1); err != nil {
		return k, err
	}
	k.Loss, err = emulateFile(virtual, emulate, "loss", lossSeeds)
	return k, err
}

// Bars are the errors that matter beside what netem is to keep to.
func (k kernelReport) Bars() []bar {
	transfer, page := scores(k.Transfer), scores(k.Page)
	var medians, p90s []float64
	for _, r := range k.Loss {
		medians = append(medians, math.Abs(r.deviation()))
		p90s = append(p90s, math.Abs(r.deviationP90()))
	}
	return []bar{
		{"one file: median", 0.01, transfer.Median},
		{"one file: 95th percentile", 0.03, transfer.P95},
		{"one file: largest", 0.08, transfer.Max},
		{"page: largest", 0.02, page.Max},
		{"with loss: medians, on average", 0.10, spreadOf(medians).Mean},
		{"with loss: medians, largest", 0.25, spreadOf(medians).Max},
		{"with loss: 90th percentiles, largest", 0.30, spreadOf(p90s).Max},
	}
}

// The tables of the document.

func (k kernelReport) ClaimTable() string    { return table(claimHead, claimLine, k.Claims) }
func (k kernelReport) BarTable() string      { return table(barHead, barLine, k.Bars()) }
func (k kernelReport) TransferTable() string { return table(exactHead, exactLine, k.Transfer) }
func (k kernelReport) PageTable() string     { return table(exactHead, exactLine, k.Page) }
func (k kernelReport) LossTable() string     { return table(lossHead, lossLine, k.Loss) }

// LossSeeds is how many seeds a row with loss is emulated with.
func (kernelReport) LossSeeds() int { return lossSeeds }
