package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mayImport says what each package of ours may import of ours: a package is
// below those that import it, and nothing points up.
var mayImport = map[string][]string{
	"lab": {
		"lab/compare", "lab/diagnose", "lab/har", "lab/internal/worker", "lab/report", "lab/scenario", "lab/setup", "lab/sweep", "lab/timeline", "lab/webreport", "plots", "scenarios",
	},
	"lab/labtest":               {"lab/internal/bubble", "lab/internal/worker", "lab/scenario", "lab/timeline", "netem", "scenarios"},
	"lab/compare":               {"lab/report", "lab/timeline"},
	"lab/sweep":                 {"lab/internal/worker", "lab/report", "lab/scenario", "lab/setup", "lab/timeline", "netem", "plots"},
	"lab/replay":                {"lab/browser", "lab/cause", "lab/client", "lab/internal/pace", "lab/internal/quicnet", "lab/origin", "lab/page", "lab/postgres", "lab/proxy", "lab/scenario", "lab/setup", "lab/timeline", "netem"},
	"lab/setup":                 {"lab/page", "netem"},
	"lab/browser":               {"lab/internal/pace", "lab/internal/quicnet", "lab/page", "lab/timeline"},
	"lab/origin":                {"lab/internal/pace", "lab/internal/quicnet", "lab/page"},
	"lab/capture":               {"lab/internal/dissect", "lab/internal/quicnet", "lab/timeline", "netem"},
	"lab/client":                {"lab/internal/pace", "lab/page", "lab/timeline"},
	"lab/proxy":                 {"lab/internal/quicnet"},
	"lab/postgres":              {"lab/internal/pace"},
	"lab/cause":                 {"lab/internal/quicnet", "lab/timeline", "netem"},
	"lab/report":                {"lab/timeline"},
	"lab/webreport":             {"lab/report", "lab/timeline"},
	"lab/har":                   {"lab/timeline"},
	"lab/diagnose":              {"lab/har", "lab/page", "lab/scenario", "lab/setup", "lab/timeline", "netem", "plots"},
	"plots":                     {"lab/timeline"},
	"plots/plotstest":           nil,
	"lab/scenario":              {"lab/internal/strictyaml", "lab/page", "lab/setup", "netem"},
	"lab/timeline/timelinetest": {"lab/timeline"},
	"lab/internal/quicnet":      {"lab/internal/pace"},
	"lab/internal/dissect":      nil,
	"lab/internal/pace":         nil,
	"lab/internal/bubble":       nil,
	"lab/internal/worker":       {"lab/capture", "lab/internal/bubble", "lab/internal/quicnet", "lab/replay", "lab/scenario", "lab/setup", "lab/timeline", "netem"},
	"lab/internal/strictyaml":   nil,
	"lab/internal/testpath":     nil,
	"lab/internal/accuracy":     {"lab/diagnose", "lab/har", "lab/internal/bubble", "lab/internal/testpath", "lab/internal/worker", "lab/page", "lab/scenario", "lab/setup", "lab/timeline", "netem", "scenarios"},
	"lab/timeline":              nil,
	"lab/page":                  nil,
	"netem":                     {"netem/internal/tcp"},
	"netem/internal/tcp":        nil,
	"scenarios":                 nil,
}

// onlyStandard are the packages that need nothing but Go's own library.
var onlyStandard = []string{"netem", "netem/internal/tcp", "lab/timeline", "lab/page", "lab/setup", "lab/internal/testpath"}

func TestImportsPointDown(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = ".."
	out, err := list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], "rttlab/")
		require.Contains(t, mayImport, name, "a package that this test does not know: say what it may import")
		for _, imported := range fields[1:] {
			first, _, _ := strings.Cut(imported, "/")
			if ours, ok := strings.CutPrefix(imported, "rttlab/"); ok {
				require.True(t, slices.Contains(mayImport[name], ours), "%s must not import %s", name, ours)
			} else if slices.Contains(onlyStandard, name) {
				require.NotContains(t, first, ".", "%s imports %s, and is to need the standard library only", name, imported)
			}
		}
	}
}
