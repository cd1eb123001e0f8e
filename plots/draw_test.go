package plots_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

func TestScratch(t *testing.T) {
	dir := os.Getenv("OUT")
	all, err := plots.All(timelinetest.KeepAlive(100))
	require.NoError(t, err)
	for i, c := range all {
		_ = i
		name := strings.ReplaceAll(c.Name, "/", "-")
		require.NoError(t, plots.Save(c.Chart, filepath.Join(dir, name+".png")))
		require.NoError(t, plots.Save(c.Chart, filepath.Join(dir, name+".svg")))
	}
}
