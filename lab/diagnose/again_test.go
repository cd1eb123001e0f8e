package diagnose

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/har"
	"rttlab/lab/report"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// exported is what a recording says of a request but for times.
type exported struct {
	URL, Method, Type, Initiator string
	Status, Size                 int
}

// A scenario's recording, imported, played and exported once more has the same
// requests of the same files, named by the same others, and takes as long. Its
// times are not the same to the microsecond: the network is an estimate.
func TestExportImportExport(t *testing.T) {
	rec, first := recorded(t, known(nil))
	before := exports(t, first, "")
	s := imported(t, rec, 0)
	runs, err := play(t.Context(), []*setup.Setup{s.Runs[0].Setup()})
	require.NoError(t, err)
	second := &runs[0]
	require.Empty(t, second.Err)
	after := exports(t, second, "www.a.test") // the page's own host has one name in all scenarios
	require.ElementsMatch(t, before, after)
	require.Equal(t, before[:3], after[:3], "what was asked for first")
	require.Equal(t, len(first.Connections), len(second.Connections))
	require.InEpsilon(t, float64(total(first)), float64(total(second)), 0.1)
	for i := range first.Resources {
		a := &first.Resources[i]
		for k := range second.Resources {
			if b := &second.Resources[k]; b.URL == a.URL {
				require.InDelta(t, a.End(), b.End(), float64(total(first)/10), a.URL)
			}
		}
	}

	// The file that was imported gives the same recording each time, and that the
	// same file.
	var files, recordings [2]string
	for i := range files {
		runs, err := play(t.Context(), []*setup.Setup{s.Runs[0].Setup()})
		require.NoError(t, err)
		var b, y bytes.Buffer
		require.NoError(t, report.HAR(&b, &timeline.Timeline{Scenario: s.Name, Title: s.Title}, &runs[0]))
		recordings[i] = b.String()
		again, err := har.Read(&b)
		require.NoError(t, err)
		require.NoError(t, YAML(&y, again, NewSite(again.Load(0))))
		files[i] = y.String()
		require.Contains(t, files[i], "title: \"known\"\n")
	}
	require.Equal(t, recordings[0], recordings[1])
	require.Equal(t, files[0], files[1])
}

// Estimated again and again, from what was played on the estimate before, the
// distance stays where it is: on a slow link as on a fast one, whatever the
// protocol.
func TestDistanceStays(t *testing.T) {
	for _, version := range []string{"1.1", "2"} {
		rec, _ := recorded(t, known(func(s *setup.Setup) {
			s.Hosts[0].Link.Down, s.Hosts[0].Link.Up = 8*netem.Mbps, 4*netem.Mbps
			s.Hosts[1].Server.HTTP, s.Hosts[1].Server.TLS = version, "1.3"
		}))
		for range 3 {
			require.InDelta(t, 80, NewSite(rec.Load(0)).Estimate.Hosts[0].RTT.Seconds()*1000, 0.1, "HTTP/%s", version)
			rec, _ = recorded(t, imported(t, rec, 0).Runs[0].Setup())
		}
	}
}

// exports are a run's requests as its recording has them.
func exports(t *testing.T, run *timeline.Run, own string) (all []exported) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.HAR(&b, &timeline.Timeline{Scenario: "known"}, run))
	var file struct {
		Log struct {
			Entries []struct {
				Request  struct{ URL, Method string }
				Response struct {
					Status  int
					Content struct{ Size int }
				}
				Initiator    struct{ URL string } `json:"_initiator"`
				ResourceType string               `json:"_resourceType"`
			}
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &file))
	for _, e := range file.Log.Entries {
		if own != "" {
			e.Request.URL = strings.Replace(e.Request.URL, "//"+scenario.PageHost+"/", "//"+own+"/", 1)
			e.Initiator.URL = strings.Replace(e.Initiator.URL, "//"+scenario.PageHost+"/", "//"+own+"/", 1)
		}
		all = append(all, exported{
			URL: e.Request.URL, Method: e.Request.Method, Type: e.ResourceType, Initiator: e.Initiator.URL,
			Status: e.Response.Status, Size: e.Response.Content.Size,
		})
	}
	require.NotEmpty(t, all)
	return all
}
