package main

// browserReport is the lab's page loads against a real browser's.
type browserReport struct {
	CPU        []result // what the model of the browser's own time is calibrated on
	Page, Loss []result // what it has to predict
	Live       string   // the section of the live rows
	Recordings string   // the section of recorded pages
}

// measurePages emulates all that there is a reference for.
func measurePages() (b browserReport, err error) {
	if b.CPU, err = emulateFile(emulatePage, "page-chrome-cpu", 1); err != nil {
		return b, err
	}
	all, err := emulateFile(emulatePage, "page-chrome", browserSeeds)
	for _, r := range all {
		if r.Real.LossDown > 0 {
			b.Loss = append(b.Loss, r)
		} else {
			b.Page = append(b.Page, r)
		}
	}
	return b, err
}

// Bars are the errors that matter beside what the lab is to keep to.
func (b browserReport) Bars() []bar {
	pages := scores(b.Page)
	medians, _ := apart(b.Loss)
	return []bar{
		{"page: median", 0.05, pages.Median},
		{"page: largest", 0.12, pages.Max},
		{"with loss: medians, largest", 0.25, medians.Max},
	}
}

// The tables of the document.

func (b browserReport) BarTable() string  { return table(barHead, barLine, b.Bars()) }
func (b browserReport) CPUTable() string  { return table(exactHead, exactLine, b.CPU) }
func (b browserReport) PageTable() string { return table(exactHead, exactLine, b.Page) }
func (b browserReport) LossTable() string { return table(lossHead, lossLine, b.Loss) }

// LossSeeds is how many seeds a row with loss is emulated with.
func (browserReport) LossSeeds() int { return browserSeeds }
