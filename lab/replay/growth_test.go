package replay_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// BenchmarkGrowth is what pages of 1,000 and 10,000 files cost: ten times the
// files may take twelve times the time. Compare the processor time per file.
func BenchmarkGrowth(b *testing.B) {
	for _, http := range []string{"1.1", "2"} {
		for _, n := range []int{1000, 10_000} {
			b.Run(fmt.Sprintf("HTTP=%s,files=%d", http, n), func(b *testing.B) {
				run := settings(n, 100*time.Millisecond)
				run.HTTP, run.TCP = http, scenario.TCP{}
				run.Page.HTML, run.Page.Assets[0].Type = 50*n, page.Image
				before := processor()
				for b.Loop() {
					inBubble(b, func() {
						out, err := replay.Run(context.Background(), run.Setup(), replay.Options{})
						if err != nil || out.Err != "" {
							b.Fatal(err, out.Err)
						}
					})
				}
				b.ReportMetric(float64((processor()-before).Microseconds())/float64(b.N*n), "cpu-µs/file")
			})
		}
	}
}
