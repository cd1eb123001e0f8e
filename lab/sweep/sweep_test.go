package sweep_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/sweep"
)

const lossy = `
name: lossy
page: {html: 20KB, assets: [{count: 5, size: 10KB}]}
network: {down: 10Mbps, loss: 3%}
repeat: 3
sweep: {network.rtt: 10ms..40ms/4, http: ["1.1", "2"]}
`

func plan(t *testing.T, text string, set ...string) *sweep.Plan {
	t.Helper()
	parse := func(more ...string) (*scenario.Scenario, error) {
		return scenario.Parse("x.yaml", []byte(text), append(set[:len(set):len(set)], more...)...)
	}
	own, err := parse()
	require.NoError(t, err)
	p, err := sweep.New(own, own.Sweeps, true, parse)
	require.NoError(t, err)
	return p
}

// table plays what is missing in a folder and makes the table.
func table(t *testing.T, p *sweep.Plan, dir string, workers int) string {
	t.Helper()
	store, err := sweep.OpenStore(dir)
	require.NoError(t, err)
	pool := worker.New(workers)
	defer pool.Close()
	require.NoError(t, sweep.Play(t.Context(), p, pool, store, sweep.Shard{}, func(int, int) {}))
	rows, err := sweep.Rows(store, &p.Sweeps[0])
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, sweep.CSV(&out, p, &p.Sweeps[0], rows))
	return out.String()
}

// A sweep that was interrupted goes on where it was, a point that was cut off is
// played again, and nothing else is; the table is the same.
func TestResume(t *testing.T) {
	p := plan(t, lossy)
	require.Equal(t, 8, p.Size())
	want := table(t, p, t.TempDir(), 2)
	require.Equal(t, 1+8, strings.Count(want, "\n"))
	require.Contains(t, want, "\nlossy,10.0,1.1,lossy,3,0,", "a version of HTTP is no number")

	dir := t.TempDir()
	store, err := sweep.OpenStore(dir)
	require.NoError(t, err)
	pool := worker.New(1)
	defer pool.Close()
	ctx, cancel := context.WithCancel(t.Context())
	err = sweep.Play(ctx, p, pool, store, sweep.Shard{}, func(done, of int) {
		if done == 3 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)
	missing, err := store.Missing(p)
	require.NoError(t, err)
	require.NotEmpty(t, missing)
	require.Less(t, len(missing), 8)

	kept, err := filepath.Glob(filepath.Join(dir, "points", "*.json"))
	require.NoError(t, err)
	require.Len(t, kept, 8-len(missing))
	require.NoError(t, os.Truncate(kept[0], 10))
	again := 0
	require.NoError(t, sweep.Play(t.Context(), p, pool, store, sweep.Shard{}, func(done, of int) { again = of }))
	require.Equal(t, len(missing)+1, again)
	require.Equal(t, want, table(t, p, dir, 1))
}

// A point's hash is of all that is played: whatever changes a load changes it,
// and what does not leaves it.
func TestHash(t *testing.T) {
	dir := t.TempDir()
	hash := func(text string, set ...string) string { return plan(t, text, set...).Sweeps[0].Points[0].Hash }
	own := hash(lossy)
	require.Equal(t, own, hash(lossy, "title=Another"))
	seen := map[string]bool{own: true}
	for _, set := range []string{
		"seed=2", "repeat=4", "network.loss=2%", "network.down=1Mbps", "network.queue=codel", "network.jitter=1ms", "tcp.initial_window=4",
		"page.html=21KB", "page.assets.1.count=6", "tls=1.3", "browser.connections_per_host=5", "server.think=1ms", "browser.like=chromium",
	} {
		h := hash(lossy, set)
		require.False(t, seen[h], set)
		seen[h] = true
	}
	trace := filepath.Join(dir, "x.trace")
	var sums []string
	for _, text := range []string{"1\n2\n", "1\n3\n"} {
		require.NoError(t, os.WriteFile(trace, []byte(text), 0o666))
		sums = append(sums, hash(strings.Replace(lossy, "down: 10Mbps, ", "", 1), "network.trace.down="+trace))
	}
	require.NotEqual(t, sums[0], sums[1])
}

// Rows are objects whose keys are the columns, with null for what is not known.
func TestJSONLines(t *testing.T) {
	p := plan(t, "name: dead\npage: {html: 1KB}\nnetwork: {down: 10Mbps, loss: 100%}\nsweep: {network.queue: [default, codel]}")
	dir := t.TempDir()
	csv := table(t, p, dir, 1)
	store, err := sweep.OpenStore(dir)
	require.NoError(t, err)
	rows, err := sweep.Rows(store, &p.Sweeps[0])
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, sweep.JSONLines(&out, p, &p.Sweeps[0], rows))
	head, _, _ := strings.Cut(csv, "\n")
	for i, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var row map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		require.Len(t, row, len(strings.Split(head, ",")))
		require.Equal(t, []string{"default", "codel"}[i], row["network_queue"])
		require.Contains(t, row, "total_ms")
		require.Nil(t, row["total_ms"])
		require.NotEmpty(t, row["error"])
		require.EqualValues(t, 1, row["failed_draws"])
	}
}

// What fails is counted: requests of a program, and users who were turned away.
func TestFailures(t *testing.T) {
	figures := func(yaml string) map[string]string {
		csv := strings.Split(strings.TrimSpace(table(t, plan(t, "name: failing\n"+yaml), t.TempDir(), 1)), "\n")
		head, row := strings.Split(csv[0], ","), strings.Split(csv[1], ",")
		all := map[string]string{}
		for i := range head {
			all[head[i]] = row[i]
		}
		return all
	}
	users := figures("page: {html: 1KB}\nserver: {keep_alive_timeout: 300s, file_descriptors: 256}\nusers: {count: 400, over: 1s, patience: 5s}\nsweep: {network.rtt: [20ms]}")
	require.Equal(t, "400", users["users"])
	require.Equal(t, "155", users["users_turned_away"], "256 descriptors are 245 connections")
	require.Equal(t, "0", users["failed_requests"])
	requests := figures("requests: [{count: 3, after: 1s}]\nclient: {timeout: 1s}\nevents: [{at: 1.5s, host_down: origin}]\nsweep: {network.rtt: [20ms]}")
	require.Equal(t, "2", requests["failed_requests"])
	require.Equal(t, "0", requests["users"])
}

// A shard's number comes from the flag, or from what Slurm and Kubernetes put into
// the environment.
func TestParseShard(t *testing.T) {
	for _, tc := range []struct {
		text string
		env  map[string]string
		want sweep.Shard
		err  string
	}{
		{text: "", want: sweep.Shard{}},
		{text: "3/8", want: sweep.Shard{I: 3, N: 8}},
		{text: "auto/8", env: map[string]string{"SLURM_ARRAY_TASK_ID": "3"}, want: sweep.Shard{I: 4, N: 8}},
		{text: "auto/8", env: map[string]string{"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1"}, want: sweep.Shard{I: 3, N: 8}},
		{text: "auto/8", env: map[string]string{"JOB_COMPLETION_INDEX": "0"}, want: sweep.Shard{I: 1, N: 8}},
		{text: "auto/8", env: map[string]string{"JOB_COMPLETION_INDEX": "7"}, want: sweep.Shard{I: 8, N: 8}},
		{text: "auto/8", env: map[string]string{"JOB_COMPLETION_INDEX": "8"}, err: "there is no shard 9 of 8"},
		{text: "auto/8", err: "neither is in the environment"},
		{text: "0/8", err: "there is no shard 0 of 8"},
		{text: "3/0", err: "wants a number of shards"},
	} {
		for name, value := range tc.env {
			t.Setenv(name, value)
		}
		got, err := sweep.ParseShard(tc.text)
		if tc.err != "" {
			require.ErrorContains(t, err, tc.err)
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, tc.want, got, tc)
		for name := range tc.env {
			require.NoError(t, os.Unsetenv(name))
		}
	}
}

// What a sweep has left that was killed while it wrote goes, unless it is so young
// that another shard may be writing it.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	_, err := sweep.OpenStore(dir)
	require.NoError(t, err)
	young, old, point := filepath.Join(dir, "points", ".1.tmp"), filepath.Join(dir, "points", ".2.tmp"), filepath.Join(dir, "points", "3.json")
	for _, path := range []string{young, old, point} {
		require.NoError(t, os.WriteFile(path, nil, 0o666))
	}
	before := time.Now().Add(-time.Hour)
	require.NoError(t, os.Chtimes(old, before, before))
	require.NoError(t, os.Chtimes(point, before, before))
	_, err = sweep.OpenStore(dir)
	require.NoError(t, err)
	require.FileExists(t, young)
	require.NoFileExists(t, old)
	require.FileExists(t, point)
}

// Two sweeps over one key have files of their own.
func TestSweepsOfOneKey(t *testing.T) {
	p := plan(t, `
page: {html: 1KB}
sweep: [{network.rtt: 1ms..2ms/2}, {network.rtt: 3ms..4ms/2}, {network.rtt: 3ms..4ms/2, network.loss: [0%, 1%]}, {network.rtt: 5ms}]
`)
	var names []string
	for i := range p.Sweeps {
		names = append(names, p.Sweeps[i].Name())
	}
	require.Equal(t, []string{"network.rtt", "network.rtt-2", "network.rtt,network.loss", "network.rtt-3"}, names)
}

// A key that has no effect makes no curve.
func TestSweepChangesNothing(t *testing.T) {
	text := "page: {html: 1KB}"
	parse := func(more ...string) (*scenario.Scenario, error) {
		return scenario.Parse("x.yaml", []byte(text), more...)
	}
	own, err := parse()
	require.NoError(t, err)
	_, err = sweep.New(own, [][]scenario.Axis{{{Key: "title", Values: []string{"x", "y"}}}}, true, parse)
	require.EqualError(t, err, "title changes nothing: the same is played with all of its values")
	_, err = sweep.New(own, [][]scenario.Axis{{{Key: "title", Values: []string{"x"}}}}, true, parse)
	require.NoError(t, err, "one value is set")
}
