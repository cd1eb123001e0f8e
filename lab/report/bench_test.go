package report_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
	"rttlab/lab/timeline"
	"rttlab/lab/timeline/timelinetest"
)

// What writing a page of a hundred files takes, with headers as browsers have
// them.
func BenchmarkWrite(b *testing.B) {
	t := timelinetest.KeepAlive(100)
	t.Runs = t.Runs[2:3]
	run := &t.Runs[0]
	for i := range run.Resources {
		run.Resources[i].Header = []timeline.Field{
			{Name: "User-Agent", Value: "rttlab"}, {Name: "Accept", Value: "*/*"}, {Name: "Accept-Encoding", Value: "gzip"}, {Name: "Connection", Value: "keep-alive"},
		}
		run.Resources[i].ResponseHeader = []timeline.Field{
			{Name: "Content-Length", Value: "10000"}, {Name: "Content-Type", Value: "image/png"}, {Name: "Date", Value: "Sat, 01 Jan 2000 00:00:00 GMT"},
		}
	}
	for name, write := range map[string]func(io.Writer) error{
		"HAR":  func(w io.Writer) error { return report.HAR(w, t, run) },
		"JSON": func(w io.Writer) error { return report.JSON(w, t) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, write(io.Discard))
			}
		})
	}
}
