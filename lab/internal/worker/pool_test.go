package worker_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/testpath"
	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/scenarios"
)

// parse makes the runs of a scenario's text.
func parse(t *testing.T, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(text))
	require.NoError(t, err)
	return s
}

func builtIn(t *testing.T, name string) *scenario.Scenario {
	t.Helper()
	text, err := scenarios.Open(name)
	require.NoError(t, err)
	s, err := scenario.Parse("../../../scenarios/"+name+".yaml", text)
	require.NoError(t, err)
	return s
}

// timeline is what a pool of that size gives, as JSON.
func timelineOf(t *testing.T, s *scenario.Scenario, workers int) string {
	t.Helper()
	pool := worker.New(workers)
	out, err := pool.Scenario(t.Context(), s)
	require.NoError(t, err)
	require.NoError(t, pool.Close())
	text, err := json.Marshal(out)
	require.NoError(t, err)
	return string(text)
}

// What comes out does not depend on how many workers there are.
func TestAnyNumberOfWorkers(t *testing.T) {
	for _, name := range []string{"handshakes", "http3-loss"} {
		s := builtIn(t, name)
		one := timelineOf(t, s, 1)
		require.Equal(t, one, timelineOf(t, s, 2), name)
		require.Equal(t, one, timelineOf(t, s, 7), name)
	}
}

// endless is a run that takes long enough to be interrupted.
const endless = `
network: {rtt: 100ms}
page: {html: 1KB, assets: [{count: 9000, size: 1KB}]}
visits: 10
pause: 1s
runs: [{name: endless}]
`

// A run is over as soon as its context is, and the pool plays on.
func TestCancel(t *testing.T) {
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	pool := worker.New(1)
	defer pool.Close()
	time.AfterFunc(100*time.Millisecond, func() { cancel(cause) })
	start := time.Now()
	_, err := pool.Play(ctx, &worker.Job{Setup: parse(t, endless).Runs[0].Setup()})
	require.ErrorIs(t, err, cause)
	require.Less(t, time.Since(start), 5*time.Second)
	_, err = pool.Play(ctx, &worker.Job{Setup: parse(t, endless).Runs[0].Setup()})
	require.ErrorIs(t, err, cause)

	res, err := pool.Play(t.Context(), &worker.Job{Setup: parse(t, "page: {html: 1KB}").Runs[0].Setup()})
	require.NoError(t, err)
	require.Empty(t, res.Visits[0].Err)
}

// children are the processes that this one has started.
func children(t *testing.T) (pids []int) {
	t.Helper()
	pids, err := testpath.Children(os.Getpid())
	require.NoError(t, err)
	return pids
}

// A worker that dies is an error that names its run, and the pool plays on.
func TestWorkerDies(t *testing.T) {
	pool := worker.New(1)
	defer pool.Close()
	go func() {
		for range 100 {
			time.Sleep(20 * time.Millisecond)
			for _, pid := range children(t) {
				p, err := os.FindProcess(pid)
				if err == nil && p.Kill() == nil {
					return
				}
			}
		}
	}()
	_, err := pool.Play(t.Context(), &worker.Job{Setup: parse(t, endless).Runs[0].Setup()})
	var dead *worker.DeadError
	require.ErrorAs(t, err, &dead)
	require.EqualError(t, err, `run "endless": the process that played it ended: signal: killed`)

	res, err := pool.Play(t.Context(), &worker.Job{Setup: parse(t, "page: {html: 1KB}").Runs[0].Setup()})
	require.NoError(t, err)
	require.Empty(t, res.Visits[0].Err)
}

// A closed pool leaves no process behind.
func TestCloseEndsWorkers(t *testing.T) {
	pool := worker.New(2)
	_, err := pool.Scenario(t.Context(), builtIn(t, "lost-syn"))
	require.NoError(t, err)
	require.NotEmpty(t, children(t))
	require.NoError(t, pool.Close())
	require.Empty(t, children(t))
	_, err = pool.Play(t.Context(), &worker.Job{Setup: parse(t, "page: {html: 1KB}").Runs[0].Setup()})
	require.ErrorContains(t, err, "the pool is closed")
}

// All of a setup reaches the worker: package gob sends neither fields that are
// not exported nor functions, and says nothing.
func TestSetupIsData(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		if seen[typ] || typ.Implements(reflect.TypeFor[interface{ MarshalBinary() ([]byte, error) }]()) {
			return
		}
		seen[typ] = true
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(path, typ.Elem())
		case reflect.Map:
			t.Errorf("%s is a map, which has no order", path)
		case reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
			t.Errorf("%s is a %s", path, typ.Kind())
		case reflect.Struct:
			for f := range typ.Fields() {
				if !f.IsExported() {
					t.Errorf("%s.%s is not exported", path, f.Name)
				}
				walk(path+"."+f.Name, f.Type)
			}
		}
	}
	walk("Setup", reflect.TypeFor[setup.Setup]())
}
