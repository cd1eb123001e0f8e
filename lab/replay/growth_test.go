//go:build unix

package replay_test

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
)

// manyFiles is a page of n files, on six connections or on one.
func manyFiles(http string, n int) scenario.Run {
	run := settings(n, 100*time.Millisecond)
	run.HTTP, run.TCP = http, scenario.TCP{}
	run.Page.HTML, run.Page.Assets[0].Type = 50*n, page.Image
	return run
}

// BenchmarkGrowth is what pages of 1,000 and 10,000 files cost in processor
// time: ten times the files may take twelve times the time.
func BenchmarkGrowth(b *testing.B) {
	const few, many = 1000, 10_000
	for _, http := range []string{"1.1", "2"} {
		b.Run("HTTP="+http, func(b *testing.B) {
			var took [2]time.Duration
			play := func(i, n int) {
				run := manyFiles(http, n)
				before := processor()
				inBubble(b, func() { loadPage(b, &run, replay.Options{}) })
				took[i] += processor() - before
			}
			for b.Loop() {
				for range many / few { // as long as one page of many
					play(0, few)
				}
				play(1, many)
			}
			b.ReportMetric(float64(took[1].Microseconds())/float64(b.N*many), "cpu-µs/file")
			b.ReportMetric(float64(took[1])/float64(took[0])*many/few, "x-few")
		})
	}
}

// What a page takes is in proportion to its files: ten times as many take ten
// times the memory, the objects and the packets, within a twentieth. What grows
// faster than the page is noticed here before it is slow.
func TestGrowth(t *testing.T) {
	for _, http := range []string{"1.0", "1.1", "2"} {
		t.Run("HTTP/"+http, func(t *testing.T) {
			few, many := workOf(t, http, 200), workOf(t, http, 2000)
			for what, n := range few {
				require.LessOrEqual(t, many[what], 10.5*n, what)
				require.Positive(t, n, what)
			}
		})
	}
}

// workOf counts what it takes to load a page of n files, once everything that is
// made once has been made.
func workOf(t *testing.T, http string, n int) map[string]float64 {
	run := manyFiles(http, n)
	packets := 0
	var before, after runtime.MemStats
	for range 2 {
		synctest.Test(t, func(t *testing.T) {
			runtime.ReadMemStats(&before)
			out, err := replay.Run(context.Background(), run.Setup(), replay.Options{})
			runtime.ReadMemStats(&after)
			require.NoError(t, err)
			require.Empty(t, out.Err)
			packets = out.PacketsDown + out.PacketsUp
		})
	}
	return map[string]float64{
		"bytes":   float64(after.TotalAlloc - before.TotalAlloc),
		"objects": float64(after.Mallocs - before.Mallocs),
		"packets": float64(packets),
	}
}
