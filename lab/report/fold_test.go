package report_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/report"
)

func TestFolded(t *testing.T) {
	rows := [][]string{{"20ms", "0.849 s", "0.504 s", "1.503 s"}, {"1s", "failed", "", "日本"}}
	for width, want := range map[int]string{
		// 5 + 2 + 7 + 2 + 7 + 2 + 7 columns
		32: "x     a        b        c\n20ms  0.849 s  0.504 s  1.503 s\n1s    failed            日本\n",
		31: "x     a        b        c\n20ms  0.849 s  0.504 s  1.503 s\n1s    failed            日本\n",
		30: "x     a        b\n20ms  0.849 s  0.504 s\n1s    failed\n\nx     c\n20ms  1.503 s\n1s    日本\n",
		5:  "x     a\n20ms  0.849 s\n1s    failed\n\nx     b\n20ms  0.504 s\n1s\n\nx     c\n20ms  1.503 s\n1s    日本\n",
	} {
		var out strings.Builder
		require.NoError(t, report.Folded(&out, width, 1, []string{"x", "a", "b", "c"}, rows))
		require.Equal(t, want, out.String(), "%d columns", width)
	}
}

func TestRemarked(t *testing.T) {
	var out strings.Builder
	require.NoError(t, report.Remarked(&out, 16, []string{"x", "what"}, [][]string{{"日本", "more than fits"}, {"b", "fits"}}))
	require.Equal(t, "x     what\n日本  more than\n      fits\nb     fits\n", out.String())
	require.Equal(t, 6, report.Width([]string{"x"}, [][]string{{"日本", "more than fits"}}))
}
