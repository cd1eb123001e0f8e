package sweep

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
	"rttlab/netem"
	"rttlab/plots"
)

// Shards have each point between them once, whatever their number.
func TestShardOf(t *testing.T) {
	points := make([]*Point, 7)
	for i := range points {
		points[i] = &Point{}
	}
	require.Equal(t, points, Shard{}.of(points))
	for n := 1; n <= 8; n++ {
		seen := map[*Point]int{}
		for i := 1; i <= n; i++ {
			for _, p := range (Shard{i, n}).of(points) {
				seen[p]++
			}
		}
		for _, p := range points {
			require.Equal(t, 1, seen[p], "%d shards", n)
		}
	}
}

// A point is another one for another program, for another question, and for another
// speed of the link over time.
func TestPointHash(t *testing.T) {
	s, err := scenario.Parse("x.yaml", []byte("page: {html: 1KB}"))
	require.NoError(t, err)
	hash := func(program string, causes bool) string {
		sweep := Sweep{Points: []Point{{runs: s.Runs}}}
		require.NoError(t, sweep.settle(program, causes))
		return sweep.Points[0].Hash
	}
	require.Equal(t, hash("a", true), hash("a", true))
	require.NotEqual(t, hash("a", true), hash("b", true))
	require.NotEqual(t, hash("a", true), hash("a", false))

	traced := func(text string) string {
		trace, err := netem.ParseTrace(strings.NewReader(text))
		require.NoError(t, err)
		digest, err := sum(&setup.Setup{Hosts: []setup.Host{{Link: netem.Link{DownTrace: trace}}}})
		require.NoError(t, err)
		return digest
	}
	require.Equal(t, traced("1\n2\n"), traced("1\n2\n"))
	require.NotEqual(t, traced("1\n2\n"), traced("1\n3\n"))
}

// A key with one value is set, and makes no axis; versions are names, and so are
// values of several kinds.
func TestAxesOfPictures(t *testing.T) {
	s := Sweep{Axes: []scenario.Axis{{Key: "network.loss", Values: []string{"1%"}}, {Key: "network.rtt", Values: []string{"1ms", "2ms"}}}}
	require.Equal(t, "network.rtt", s.Name())
	for _, tc := range []struct {
		key    string
		values []string
		name   string
		number bool
	}{
		{"network.rtt", []string{"1ms", "2ms"}, "network_rtt_ms", true},
		{"runs.HTTP/2.http", []string{"1.1", "2"}, "runs_HTTP_2_http", false},
		{"tls", []string{"1.2", "1.3"}, "tls", false},
		{"network.down", []string{"1Mbps", "unlimited"}, "network_down", false},
		{"page.html", []string{"1KB", "2"}, "page_html", false},
		{"seed", []string{"1", "2"}, "seed", true},
	} {
		c := axisColumn(&scenario.Axis{Key: tc.key, Values: tc.values}, 0)
		require.Equal(t, tc.name, c.name)
		require.Equal(t, tc.number, c.number, tc.key)
	}
}

func figures(name string, total time.Duration, err string) timeline.Figures {
	return timeline.Figures{Name: name, Total: total, Err: err}
}

// A map says how many times as fast the second run is; a load that did not finish
// has no time, on a line either; and more lines than can be told apart are not drawn.
func TestChartsOfMaps(t *testing.T) {
	values := func(n int) (all []string) {
		for i := range n {
			all = append(all, string(rune('1'+i))+"ms")
		}
		return all
	}
	charts := func(n int) []plots.Named {
		s := Sweep{Axes: []scenario.Axis{{Key: "network.rtt", Values: values(n)}, {Key: "server.think", Values: values(2)}}}
		var rows []Row
		for _, point := range combine(s.Axes) {
			rows = append(rows, Row{point, figures("slow", 600*time.Millisecond, "")}, Row{point, figures("fast", 200*time.Millisecond, "")})
		}
		all, err := Charts(&Plan{Scenario: "x"}, &s, rows)
		require.NoError(t, err)
		return all
	}
	six := charts(6) // 12 lines
	require.Len(t, six, 2)
	require.Len(t, charts(7), 1, "14 lines")
	var svg strings.Builder
	require.NoError(t, plots.Write(&svg, six[0].Chart, "svg"))
	require.Contains(t, svg.String(), ">3.0x<")
	require.NotContains(t, svg.String(), ">0.33x<")

	lines := linesOf([]Row{{[]string{"1ms"}, figures("a", time.Second, "")}, {[]string{"2ms"}, figures("a", time.Second, "it failed")}}, func(r *Row) float64 { return float64(len(r.Values)) })
	require.Equal(t, 1000.0, lines[0].Points[0].Y)
	require.Zero(t, lines[0].Points[1].Y)
}

// A plan that somebody has changed reads no file outside its folder.
func TestMergeStaysInFolder(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, planFile), []byte(`{"sweeps": [{"axes": [], "points": [{"values": [], "hash": "../../x"}]}]}`), 0o666))
	to, err := OpenStore(t.TempDir())
	require.NoError(t, err)
	_, err = Merge(to, dir)
	require.ErrorContains(t, err, "is no hash")
}

// A sweep that is stopped says why, and not that its workers are gone.
func TestPlayStopped(t *testing.T) {
	parse := func(more ...string) (*scenario.Scenario, error) {
		return scenario.Parse("x.yaml", []byte("page: {html: 1KB}"), more...)
	}
	own, err := parse()
	require.NoError(t, err)
	rtts, err := scenario.ParseAxis("network.rtt=1ms..60ms/60")
	require.NoError(t, err)
	p, err := New(own, [][]scenario.Axis{{rtts}}, false, parse)
	require.NoError(t, err)
	store, err := OpenStore(t.TempDir())
	require.NoError(t, err)
	pool := worker.New(1)
	defer pool.Close()
	stop := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	err = Play(ctx, p, pool, store, Shard{}, func(int, int) { cancel(stop) })
	require.Equal(t, stop, err)
	missing, err := store.Missing(p)
	require.NoError(t, err)
	require.Less(t, len(missing), 60, "what was done is kept")
}
