package labtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/labtest"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// recorder is a test that is allowed to fail.
type recorder struct {
	testing.TB
	errors []string
	ended  bool
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	r.ended = true
	panic(r)
}

// record runs f on a test of its own.
func record(f func(tb testing.TB)) (r *recorder) {
	r = &recorder{}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
	}()
	f(r)
	return r
}

func TestRunBuiltIn(t *testing.T) {
	r := labtest.Run(t, "keep-alive")
	r.Expected()
	speedup := labtest.Faster(t, r.Run("HTTP/1.1"), r.Run("HTTP/1.0"), 1.5)
	require.Greater(t, speedup, 1.5)
	require.Len(t, r.Run("HTTP/1.0").Connections, 101)
}

func TestRunFile(t *testing.T) {
	r := labtest.Run(t, "testdata/two.yaml")
	labtest.Within(t, r.Run("HTTP/2").Total, 30*time.Millisecond, 0.01)
	require.False(t, r.Expect[0].OK, "the file expects what is not so")

	got := record(func(tb testing.TB) { labtest.Run(tb, "testdata/two.yaml").Expected() })
	require.Equal(t, []string{"two: expected: HTTP/2 opens 6 connections; got 1"}, got.errors)
	require.False(t, got.ended)
}

func TestWhatEndsATest(t *testing.T) {
	lost := scenario.Run{Name: "lost", HTTP: "1.1", Page: scenario.Page{HTML: 1}, Network: scenario.Network{LossUp: 1}}
	for _, tc := range []struct {
		name string
		f    func(tb testing.TB)
		err  string
	}{
		{"no such scenario", func(tb testing.TB) { labtest.Run(tb, "keep-alife") }, `no built-in scenario "keep-alife": did you mean "keep-alive"?`},
		{"no such file", func(tb testing.TB) { labtest.Run(tb, "testdata/none.yaml") }, "no such file"},
		{"no such run", func(tb testing.TB) { labtest.Run(tb, "testdata/two.yaml").Run("HTTP/3") }, `two has no run "HTTP/3": there are HTTP/1.1; HTTP/2`},
		{"a run that does not finish", func(tb testing.TB) {
			labtest.Play(tb, &scenario.Scenario{Name: "one", Runs: []scenario.Run{lost}})
		}, `one: run "lost" did not finish: http://www.example.test/: dial tcp`},
		{"a run that cannot be", func(tb testing.TB) {
			bad := lost
			bad.HTTP = "4"
			labtest.Play(tb, &scenario.Scenario{File: "one.yaml", Runs: []scenario.Run{bad}})
		}, `one.yaml: run "lost": `},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := record(tc.f)
			require.True(t, got.ended)
			require.Len(t, got.errors, 1)
			require.Contains(t, got.errors[0], tc.err)
		})
	}
}

// A whole file in one call.
func TestAssertExpected(t *testing.T) {
	labtest.AssertExpected(t, "lost-syn")
	got := record(func(tb testing.TB) { labtest.AssertExpected(tb, "testdata/two.yaml") })
	require.Equal(t, []string{"two: expected: HTTP/2 opens 6 connections; got 1"}, got.errors)
	got = record(func(tb testing.TB) { labtest.AssertExpected(tb, "testdata/one.yaml") })
	require.Equal(t, []string{"one: nothing is expected: add expect: to the file"}, got.errors)
}

func TestFasterTimes(t *testing.T) {
	require.Empty(t, record(func(tb testing.TB) { labtest.FasterTimes(tb, time.Second, 2*time.Second, 2) }).errors)
	require.Equal(t, []string{"1s is 2.00x faster than 2s, not 2.1x"},
		record(func(tb testing.TB) { labtest.FasterTimes(tb, time.Second, 2*time.Second, 2.1) }).errors)
	require.Equal(t, []string{"0s is no time that anything took"},
		record(func(tb testing.TB) { labtest.FasterTimes(tb, 0, time.Second, 1) }).errors)
}

func TestFaster(t *testing.T) {
	fast := &timeline.Run{Name: "fast", Total: time.Second, Network: "100ms RTT", Seed: 7}
	slow := &timeline.Run{Name: "slow", Total: 2 * time.Second}
	require.Empty(t, record(func(tb testing.TB) { labtest.Faster(tb, fast, slow, 2) }).errors)
	require.Equal(t, []string{"fast is 2.00x faster than slow, not 2.1x: 1s against 2s (100ms RTT, seed 7)"},
		record(func(tb testing.TB) { labtest.Faster(tb, fast, slow, 2.1) }).errors)
	require.Equal(t, []string{" took no time: was it played?"},
		record(func(tb testing.TB) { labtest.Faster(tb, &timeline.Run{}, slow, 1) }).errors)
}

func TestWithin(t *testing.T) {
	for _, tc := range []struct {
		got       time.Duration
		tolerance float64
		err       string
	}{
		{105 * time.Millisecond, 0.05, ""},
		{95 * time.Millisecond, 0.05, ""},
		{100 * time.Millisecond, 0, ""},
		{106 * time.Millisecond, 0.05, "106ms is not within 5% of 100ms: it is off by +6%"},
		{94 * time.Millisecond, 0.05, "94ms is not within 5% of 100ms: it is off by -6%"},
		{100 * time.Millisecond, -1, "nothing lies within -1 of 100ms: want a time above 0 and a tolerance of 0 at least"},
	} {
		got := record(func(tb testing.TB) { labtest.Within(tb, tc.got, 100*time.Millisecond, tc.tolerance) })
		if tc.err == "" {
			require.Empty(t, got.errors)
		} else {
			require.Equal(t, []string{tc.err}, got.errors)
		}
	}
}

// An ordinary http.Client pays a round trip for its connection and one for each
// request.
func TestVirtual(t *testing.T) {
	fetch := func(times int) time.Duration {
		path := netem.Path{RTT: 80 * time.Millisecond}
		return labtest.Virtual(t, netem.Link{}, path, func(t *testing.T, lab *labtest.Lab) {
			ln, err := lab.Server.Listen("tcp", ":80")
			require.NoError(t, err)
			server := &http.Server{Handler: http.NotFoundHandler()}
			go server.Serve(ln)
			defer server.Close()
			transport := &http.Transport{DialContext: lab.Client.DialContext}
			defer transport.CloseIdleConnections()
			client := &http.Client{Transport: transport}
			for range times {
				res, err := client.Get("http://server.test/")
				require.NoError(t, err)
				_, err = io.Copy(io.Discard, res.Body)
				require.NoError(t, err)
				require.NoError(t, res.Body.Close())
			}
		})
	}
	labtest.Within(t, fetch(1), 160*time.Millisecond, 0.001)
	labtest.Within(t, fetch(10), 11*80*time.Millisecond, 0.001)
}

// Dials are counted, one that is repeated once; and TCP is as one has it.
func TestVirtualWith(t *testing.T) {
	cfg := labtest.Config{
		Network: netem.Config{TCP: netem.TCP{InitialWindow: 1}},
		Path:    netem.Path{RTT: 100 * time.Millisecond},
	}
	took := labtest.VirtualWith(t, cfg, func(t *testing.T, lab *labtest.Lab) {
		ln, err := lab.Server.Listen("tcp", ":80")
		require.NoError(t, err)
		go func() {
			for {
				c, err := ln.Accept()
				if err != nil {
					return
				}
				_, _ = c.Write(make([]byte, 3*1448)) // windows of 1 and 2 segments
				_ = c.Close()
			}
		}()
		defer ln.Close()
		for range 2 {
			c, err := lab.Client.Dial("tcp", "server.test:80")
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, c)
			require.NoError(t, err)
			require.NoError(t, c.Close())
		}
		require.Equal(t, 2, lab.Dials())

		lab.Server.Down()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err = lab.Client.DialContext(ctx, "tcp", "server.test:80")
		require.Error(t, err)
		require.Equal(t, 3, lab.Dials())
	})
	labtest.Within(t, took-5*time.Second, 2*300*time.Millisecond, 0.001) // the handshake and two windows, twice
}

// Fatal of the test outside fails it, and ends what called it.
func TestFatalInBubble(t *testing.T) {
	var outside testing.T // a test that may fail
	require.ErrorContains(t, labtest.Bubble(func() { outside.FailNow() }), "Fatal")
	require.True(t, outside.Failed())
}

func TestBubble(t *testing.T) {
	start := time.Now()
	var inside time.Duration
	require.NoError(t, labtest.Bubble(func() {
		began := time.Now()
		require.Equal(t, 2000, began.UTC().Year())
		time.Sleep(time.Hour)
		inside = time.Since(began)
	}))
	require.Equal(t, time.Hour, inside)
	require.Less(t, time.Since(start), time.Hour)

	require.EqualError(t, labtest.Bubble(func() { panic(errors.New("oh")) }), "panic: oh")
	require.ErrorContains(t, labtest.Bubble(func() { <-make(chan int) }), "all goroutines in bubble are blocked")
	require.ErrorContains(t, labtest.Bubble(func() { go func() { <-make(chan int) }() }), "blocked goroutines remain")
}
