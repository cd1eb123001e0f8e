package diagnose

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
)

func imported(t *testing.T, rec *har.Recording, number int) *scenario.Scenario {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, YAML(&b, rec, NewSite(rec.Load(number))))
	s, err := scenario.Parse("x.yaml", b.Bytes())
	require.NoError(t, err, b.String())
	return s
}

// The file that is made of a recording can be run, and takes about as long.
func TestImportedRuns(t *testing.T) {
	rec, run := recorded(t, known(nil))
	s := imported(t, rec, 0)
	require.Len(t, s.Runs, 1)
	runs, err := play(t.Context(), []*setup.Setup{s.Runs[0].Setup()})
	require.NoError(t, err)
	require.Empty(t, runs[0].Err)
	require.Len(t, runs[0].Resources, len(run.Resources))
	require.InEpsilon(t, float64(total(run)), float64(total(&runs[0])), 0.1)
	require.Len(t, s.Runs[0].Servers, 1)
	require.Equal(t, "far.a.test", s.Runs[0].Servers[0].Name)
	require.InEpsilon(t, float64(160*time.Millisecond), float64(s.Runs[0].Servers[0].Network.RTT), 0.05)
}

// What cannot be carried over is said, and nothing that is private is.
func TestImportLeavesOut(t *testing.T) {
	rec, err := har.Open("../har/testdata/producers/chrome.har")
	require.NoError(t, err)
	site := NewSite(rec.Load(0))
	require.Equal(t, []string{"1 cookie", "1 credential", "1 value of other headers", "1 value in queries", "2 bodies", "1 answer from a cache"}, LeftOut(rec, site))
	var b bytes.Buffer
	require.NoError(t, YAML(&b, rec, site))
	require.NotContains(t, b.String(), "hidden")
	require.Contains(t, b.String(), "# Left out: 1 cookie.")
}

// FuzzImport makes scenarios of whatever can be read: each is a valid file, and
// the page can be played.
func FuzzImport(f *testing.F) {
	files, err := filepath.Glob("../har/testdata/producers/*.har")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := har.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		for number := range rec.Pages {
			load := rec.Load(number)
			if len(load.Fetches) == 0 {
				continue
			}
			imported(t, rec, number)
			site := NewSite(load)
			load.Facts()
			for id := range site.Page.Resources {
				r := &site.Page.Resources[id]
				require.NoError(t, r.Check())
				require.Equal(t, id, r.ID)
				require.Less(t, r.Parent, max(1, id))
			}
			names := site.Page.Hosts()
			s := site.Setup("x")
			for _, name := range names {
				require.NotNil(t, s.Host(name), name)
				require.NotNil(t, s.Host(name).Server, name)
			}
			for _, w := range WhatIfs() {
				w.change(site, site.Setup(w.Name))
			}
		}
	})
}
