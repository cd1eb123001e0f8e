package main

import (
	"fmt"
	"io"

	"gonum.org/v1/plot/vg/draw"
)

// The documents, from the project's top.
const (
	kernelFile   = "netem/ACCURACY.md"
	kernelChart  = "netem/accuracy.png"
	browserFile  = "lab/ACCURACY.md"
	browserChart = "lab/accuracy.png"
)

// documentKernel writes netem/ACCURACY.md and its chart.
func documentKernel(which string, w io.Writer) error {
	report, err := measureKernel()
	if err != nil {
		return err
	}
	report.Live, err = section(kernelFile, which, []liveFile{
		{"transfer", []int{1, 8, 11, 13, 16, 20, 28, 31, 41, 50}, measureLive, emulate, 1},
		{"page-go", []int{0, 1, 2, 4, 5}, measureLive, emulate, 1},
		{"loss", []int{1, 4, 12, 14}, measureLive, emulate, lossSeeds},
	}, w)
	if err != nil {
		return err
	}
	if err := writeDocument(kernelFile, "kernel.md.tmpl", report); err != nil {
		return err
	}
	err = drawAccuracy(kernelChart, "netem and Linux", "Linux", 10, []series{
		{"one file, with loss: medians of 21 runs", draw.RingGlyph{}, orange, report.Loss},
		{"one file, with loss: medians of more runs", draw.CircleGlyph{}, orange, report.More},
		{"one file", draw.CircleGlyph{}, blue, report.Transfer},
		{"page of 100 files", draw.PyramidGlyph{}, green, report.Page},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s and %s\n", kernelFile, kernelChart)
	return nil
}

// documentBrowser writes lab/ACCURACY.md and its chart.
func documentBrowser(which string, w io.Writer) error {
	report, err := measurePages()
	if err != nil {
		return err
	}
	report.Live, err = section(browserFile, which, []liveFile{
		{"page-chrome", []int{0, 1, 4, 5, 6, 9, 14}, measureBrowser, emulatePage, browserSeeds},
	}, w)
	if err != nil {
		return err
	}
	if report.Recordings, err = keptSection(browserFile, recordingsBegin, recordingsEnd); err != nil {
		return err
	}
	if err := writeDocument(browserFile, "browser.md.tmpl", report); err != nil {
		return err
	}
	byProtocol := map[string][]result{}
	for _, r := range report.Page {
		byProtocol[r.Real.Proto] = append(byProtocol[r.Real.Proto], r)
	}
	err = drawAccuracy(browserChart, "Page loads of the lab and of Chromium", "Chromium", 30, []series{
		{"with loss: medians", draw.RingGlyph{}, orange, report.Loss},
		{"HTTP/1.1", draw.CircleGlyph{}, blue, byProtocol["h1"]},
		{"HTTP/2", draw.PyramidGlyph{}, green, byProtocol["h2"]},
		{"HTTP/3", draw.BoxGlyph{}, red, byProtocol["h3"]},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s and %s\n", browserFile, browserChart)
	return nil
}

// section is a document's live section: measured anew, or kept where which is
// "".
func section(file, which string, files []liveFile, w io.Writer) (string, error) {
	if which == "" {
		return liveSection(file)
	}
	return measureSection(which, files, w)
}
