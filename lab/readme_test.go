package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/plots"
	"rttlab/scenarios"
)

// elsewhere are the README's commands that other checks run: all of the tests,
// and the recipes that want root or a browser.
var elsewhere = regexp.MustCompile(`^(go test|just|git clone|cd) `)

// A session in the README is a console block: `$ command`, then what it prints
// on stdout. A line of "..." stands for any number of lines.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	lab := filepath.Join(t.TempDir(), "lab")
	out, err := exec.Command("go", "build", "-o", lab, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)

	ran := 0
	for _, block := range regexp.MustCompile("(?ms)^```console\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		for _, session := range strings.Split("\n"+block[1], "\n$ ")[1:] {
			command, want, _ := strings.Cut(session, "\n")
			args, ok := strings.CutPrefix(command, "go run ./lab ")
			if !ok {
				require.Regexp(t, elsewhere, command+" ", "a command that nothing runs")
				continue
			}
			ran++
			t.Run(command, func(t *testing.T) {
				cmd := exec.Command(lab, strings.Fields(args)...)
				cmd.Dir = root(t)
				got, err := cmd.Output()
				require.NoError(t, err)
				requireLike(t, want, string(got))
			})
		}
	}
	require.Positive(t, ran)
}

// root is an empty folder with the repository's scenario files.
func root(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "scenarios"), os.DirFS("../scenarios")))
	return dir
}

func requireLike(t *testing.T, want, got string) {
	var pattern strings.Builder
	for line := range strings.Lines(strings.TrimSpace(want) + "\n") {
		if strings.TrimSpace(line) == "..." {
			pattern.WriteString(`(?:.*\n)*?`)
			continue
		}
		pattern.WriteString(regexp.QuoteMeta(strings.TrimRight(line, " \n")) + " *\n")
	}
	require.Regexp(t, "^(?:"+pattern.String()+")\n*$", strings.TrimLeft(got, "\n"))
}

var update = flag.Bool("update", false, "draw the README's picture again")

// The README's picture is what the scenario draws.
func TestREADMEPicture(t *testing.T) {
	const golden = "../scenarios/keep-alive.png"
	s, err := scenario.Load("../scenarios/keep-alive.yaml")
	require.NoError(t, err)
	chart, err := plots.NewCompare(play(t, s))
	require.NoError(t, err)
	var got bytes.Buffer
	require.NoError(t, plots.Write(&got, chart, "png"))
	if *update {
		require.NoError(t, os.WriteFile(golden, got.Bytes(), 0o666))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got.Bytes()), golden+" is not what the scenario draws: `just charts` draws it again")
}

// The scenario that the README shows keeps what it promises.
func TestREADMEScenario(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllSubmatch(text, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		s, err := scenario.Parse("README.md", block[1])
		require.NoError(t, err)
		require.True(t, play(t, s).OK())
	}
}

func play(t *testing.T, s *scenario.Scenario) *timeline.Timeline {
	played, err := replay.All(t.Context(), s, replay.Options{Explain: true}, func(f func()) error {
		synctest.Test(t, func(*testing.T) { f() })
		return nil
	})
	require.NoError(t, err)
	return played
}

// Every built-in scenario is a lesson of the README, in the same order.
func TestREADMELessons(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var rows []string
	for _, row := range regexp.MustCompile(`(?m)^\| \[([^]]+)\]\(scenarios/([^)]+)\.yaml\) \|`).FindAllStringSubmatch(string(text), -1) {
		require.Equal(t, row[1], row[2])
		rows = append(rows, row[1])
	}
	require.Equal(t, scenarios.Names(), rows)
}

// What the README links to is there.
func TestREADMELinks(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for _, link := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(link[1], "://") {
			_, err := os.Stat(filepath.Join("..", link[1]))
			require.NoError(t, err)
		}
	}
}
