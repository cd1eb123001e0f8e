package scenario

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// FuzzParse feeds the decoder with scenarios, with people's mistakes, and with
// what grows out of both. Either it says what is wrong, and where, or what it
// gives can be run.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../../scenarios/*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	archives, err := filepath.Glob("testdata/mistakes/*.txt")
	require.NoError(f, err)
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		require.NoError(f, err)
		for i := 0; i < len(archive.Files); i += 2 {
			f.Add(archive.Files[i].Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse("x.yaml", data)
		if err == nil {
			runnable(t, s)
			return
		}
		require.Nil(t, s)
		var all Errors
		require.True(t, errors.As(err, &all))
		for _, e := range all {
			require.GreaterOrEqual(t, e.Line, 1)
			require.GreaterOrEqual(t, e.Column, 1)
			require.NotEmpty(t, e.Message)
			require.NotEmpty(t, e.Error())
		}
	})
}

// runnable checks what the rest of the lab relies on.
func runnable(t *testing.T, s *Scenario) {
	require.NotEmpty(t, s.Name)
	require.NotEmpty(t, s.Runs)
	names := map[string]bool{}
	for _, r := range s.Runs {
		require.NotEmpty(t, r.Name)
		require.False(t, names[r.Name], "two runs of one name")
		require.False(t, r.AltSvc && r.HTTP != "2")
		for visit := range r.Loads() {
			names[r.VisitName(visit+1)] = true
		}
		n := r.Network
		net := netem.New(netem.Config{TCP: r.TCP.Settings()})
		require.NoError(t, net.Path(net.Host("a", netem.Link{Down: n.Down, Up: n.Up, Queue: n.Queue}), net.Host("b", netem.Link{}), n.Path()))
		require.NoError(t, net.Err())
		require.NoError(t, net.Close())
		for _, d := range []float64{float64(n.RTT), float64(n.Jitter), float64(n.DialDelay), float64(r.Server.Think), float64(r.Browser.DNS.RTT), float64(r.Browser.DNS.Think)} {
			require.True(t, d >= 0 && d <= float64(maxTime))
		}
		for _, rate := range []netem.BitRate{n.Down, n.Up} {
			require.True(t, rate == 0 || rate >= netem.Kbps)
		}
		for _, loss := range []float64{n.LossDown, n.LossUp} {
			require.True(t, loss >= 0 && loss <= 1)
		}
		require.Contains(t, []string{"1.0", "1.1", "2", "3"}, r.HTTP)
		require.Contains(t, []string{"", "1.2", "1.3"}, r.TLS.Version)
		require.True(t, !r.Pipeline || r.HTTP == "1.1" && r.Keeps())
		require.True(t, r.Keeps() || r.HTTP < "2")
		require.GreaterOrEqual(t, r.Browser.ConnectionsPerHost, 1)
		pg := r.Page.Build(r.Server.Think)
		require.LessOrEqual(t, len(pg.Resources), MaxFiles+1)
		require.LessOrEqual(t, pg.Size(), int64(MaxPage))
		for i, res := range pg.Resources {
			if res.ID != i || res.Size < 1 || res.Think < 0 || res.NamedAt < 0 || res.Parent >= i || res.NamedAt > pg.Resources[max(0, res.Parent)].Size {
				t.Fatalf("resource %d: %+v", i, res)
			}
		}
	}
	for _, e := range s.Expect {
		require.True(t, names[e.Run], "an expectation of no run")
		require.True(t, e.FasterThan == "" || names[e.FasterThan])
		require.NotEmpty(t, e.String())
		require.False(t, math.IsNaN(e.By) || math.IsNaN(e.Within))
	}
	require.True(t, utf8.ValidString(s.Name))
}
