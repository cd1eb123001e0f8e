package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"rttlab/lab/internal/bubble"
)

// A live run measures, of each reference file, every so many rows.
var liveSteps = map[string]struct{ transfer, page, loss int }{
	"some": {5, 2, 8},
	"all":  {1, 1, 1},
}

const liveHead = "| fetched | path | reference | real: min | median | p90 | emulated | off | error |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n"

// measureKernelLive measures which of the reference rows, "some" or "all", with
// this machine's kernel, emulates them with the round trip that the path had,
// and gives the document's section. Progress goes to w.
func measureKernelLive(virtual bubble.Func, which string, w io.Writer) (string, error) {
	step := liveSteps[which]
	var results []result
	var lines strings.Builder
	for _, file := range []struct {
		name string
		step int
	}{{"transfer", step.transfer}, {"page-go", step.page}, {"loss", step.loss}} {
		rows, err := referenceRows(file.name)
		if err != nil {
			return "", err
		}
		for i := file.step - 1; i < len(rows); i += file.step {
			ref := rows[i]
			fmt.Fprintf(w, "live: %s, %s\n", ref.workload(), ref.way())
			live, err := measureLive(ref, ref.Runs, uint64(i))
			if err != nil {
				return "", fmt.Errorf("%s, %s: %w", ref.workload(), ref.way(), err)
			}
			emulated, err := emulateRows(virtual, []Row{live})
			if err != nil {
				return "", err
			}
			r := emulated[0]
			fmt.Fprintf(&lines, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
				live.workload(), live.way(), seconds(ref.Median), seconds(live.Min), seconds(live.Median), seconds(live.P90),
				seconds(r.Emulated.Median), signed(r.deviation()), percent(r.score()))
			if live.LossDown == 0 {
				results = append(results, r)
			}
		}
	}
	s := scores(results)
	return fmt.Sprintf("%s %s, %s. Without loss: median error %s, largest %s, over %d rows. A row with loss is %d runs against %d seeds.\n\n%s%s",
		runtime.GOOS, kernelRelease(), runtime.Version(), percent(s.Median), percent(s.Max), s.N, 21, lossSeeds, liveHead, lines.String()), nil
}

// kernelRelease is the kernel's version, without what a builder added to it.
func kernelRelease() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return "unknown kernel"
	}
	release, _, _ := strings.Cut(strings.TrimSpace(string(text)), "-")
	return release
}
