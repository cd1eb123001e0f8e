package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// shown is a chart in the gallery.
type shown struct {
	chart   string // its type in package plots
	about   string
	command string // that draws it
	file    string // that it draws
	picture string // in plots, of a scenario made up for tests
}

var gallery = []shown{
	{"Compare", "All runs of a scenario on one time axis: the picture to project.", "lab keep-alive -o out", "out/compare.png", "testdata/compare.png"},
	{"Totals", "What the time of each run went to.", "lab keep-alive -o out", "out/totals.png", "testdata/totals.png"},
	{"Waterfall", "Every file of a run, and what it waited for.", "lab keep-alive -o out", "out/waterfall-http-1.1.png", "testdata/waterfall.png"},
	{"Connections", "What was on each connection of a run.", "lab keep-alive -o out", "out/connections-http-1.1.png", "testdata/connections-six.png"},
	{"Filmstrip", "The page filling in, run below run.", "lab --film keep-alive -o out", "out/filmstrip.png", "testdata/filmstrip.png"},
	{"Film", "The same as a film.", "lab --film keep-alive -o out", "out/film.gif", ""},
	{"Sequence", "Every packet of a connection of TCP or QUIC.", "lab --packets keep-alive -o out", "out/sequence-http-1.1.png", "testdata/sequence.png"},
	{"Ladder", "A connection's first exchanges, between browser and server.", "lab --packets keep-alive -o out", "out/ladder-http-1.1.png", "testdata/ladder.png"},
	{"Window", "What a server's TCP or QUIC allowed itself, and the round trips that it measured.", "lab --packets keep-alive -o out", "out/window-http-1.1.png", "testdata/window.png"},
	{"Queue", "What waited in front of the browser's link.", "lab --packets keep-alive -o out", "out/queue-http-1.1.png", "testdata/queue.png"},
	{"Ping", "How long a packet takes to the server and back while a queue fills.", "lab bufferbloat -o out", "out/ping.png", "testdata/ping.png"},
	{"Users", "What many visitors do to a server.", "lab keep-alive-cost --set users.count=500 -o out", "out/users.png", "testdata/users.png"},
	{"Lines", "Load time over a value that is swept, with the spread of its draws.", "lab sweep spdy-2009 -o out", "out/network.rtt.png", "testdata/sweep-lines.png"},
	{"Stack", "What a run waits for over a value that is swept.", "lab sweep spdy-2009 -o out", "out/network.rtt-causes-1.png", "testdata/sweep-causes.png"},
	{"Heat", "Who wins where: one run over another, over two values, with the line on which both are alike.", "lab sweep spdy-2009 --over network.rtt=20ms..200ms/4 --over network.down=1Mbps..10Mbps/3 -o out", "out/network.rtt,network.down-map-1.png", "testdata/sweep-map.png"},
	{"Paired", "A recorded page load and its replay, file by file.", "lab diagnose page.har -o out", "out/report.html", "testdata/paired.png"},
}

const galleryFile = "../plots/GALLERY.md"

// The gallery has every chart that there is.
func TestGallery(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Every chart, and the command that draws it\n\n`lab` is `go run ./lab`. The pictures are of loads made up for tests: see golden_test.go. " +
		"Made by `go test ./lab -run Gallery -update`.\n")
	for _, s := range gallery {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n```sh\n%s    # %s\n```\n", s.chart, s.about, s.command, s.file)
		if s.picture != "" {
			fmt.Fprintf(&b, "\n![%s](%s)\n", s.chart, s.picture)
			require.FileExists(t, filepath.Join("../plots", s.picture))
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(galleryFile, []byte(b.String()), 0o666))
	}
	text, err := os.ReadFile(galleryFile)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(text), "go test ./lab -run Gallery -update makes it")

	var has []string
	for _, s := range gallery {
		has = append(has, s.chart)
	}
	require.ElementsMatch(t, charts(t), has, "the charts of package plots")
}

// charts are the types of package plots that a New… function makes.
func charts(t *testing.T) (all []string) {
	files, err := filepath.Glob("../plots/*.go")
	require.NoError(t, err)
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil {
				continue
			}
			if name, ok := strings.CutPrefix(fn.Name.Name, "New"); ok {
				all = append(all, name)
			}
		}
	}
	return all
}

// Each of the gallery's commands draws what it says.
func TestGalleryCommands(t *testing.T) {
	lab := filepath.Join(t.TempDir(), "lab")
	out, err := exec.Command("go", "build", "-o", lab, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	var recording []byte // of the first command's
	dirs := map[string]string{}
	for _, s := range gallery {
		dir, done := dirs[s.command]
		if !done {
			dir = t.TempDir()
			dirs[s.command] = dir
			if recording != nil {
				require.NoError(t, os.WriteFile(filepath.Join(dir, "page.har"), recording, 0o666))
			}
			cmd := exec.Command(lab, strings.Fields(s.command)[1:]...)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s: %s", s.command, out)
			if recording == nil {
				recording, err = os.ReadFile(filepath.Join(dir, "out", "http-1.1.har"))
				require.NoError(t, err)
			}
		}
		text, err := os.ReadFile(filepath.Join(dir, s.file))
		require.NoError(t, err, s.command)
		kind := map[string]string{".png": "\x89PNG", ".gif": "GIF8", ".html": "<svg"}[filepath.Ext(s.file)]
		require.True(t, strings.Contains(string(text), kind), "%s is no picture", s.file)
	}
}
