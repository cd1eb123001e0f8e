package diagnose

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/page"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/netem"
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

// A browser that was quick is quick in the file that is made of its recording,
// and the file of a large page can be read: three hundred files with long names
// on sixty hosts.
func TestImportLargeAndQuick(t *testing.T) {
	rec, first := recorded(t, known(func(s *setup.Setup) {
		s.Browser.Speed = 100
		s.Hosts[0].Link.Down *= 20
		s.Page.Resources[len(s.Page.Resources)-1].Delay = 0
		for i := range 300 {
			name := fmt.Sprintf("h%d.a.test", i%58)
			s.Page.Resources = append(s.Page.Resources, page.Resource{
				ID: len(s.Page.Resources), Host: name, Path: "/" + strings.Repeat("long/", 60) + strconv.Itoa(i), Type: page.Image, Size: 3000, NamedAt: 1,
			})
			if i < 58 {
				s.Hosts = append(s.Hosts, setup.Host{Name: name, Role: setup.ServerHost, Server: &setup.Server{HTTP: "1.1"}})
				s.Paths = append(s.Paths, setup.Path{From: setup.BrowserName, To: name, Path: netem.Path{RTT: 30 * time.Millisecond}})
			}
		}
	}))
	site, err := Fit(t.Context(), rec.Load(0), play)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, YAML(&b, rec, site))
	s, err := scenario.Parse("x.yaml", b.Bytes())
	require.NoError(t, err)
	require.Greater(t, s.Runs[0].Browser.Speed, 1)
	runs, err := play(t.Context(), []*setup.Setup{s.Runs[0].Setup()})
	require.NoError(t, err)
	require.Len(t, runs[0].Resources, len(first.Resources))
	require.InEpsilon(t, float64(total(first)), float64(total(&runs[0])), 0.15)
}
