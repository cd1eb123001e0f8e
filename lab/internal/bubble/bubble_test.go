package bubble_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/internal/bubble"
)

// Time starts in 2000, passes when everything waits, and takes none outside.
func TestVirtualTime(t *testing.T) {
	start := time.Now()
	var inside time.Duration
	require.NoError(t, bubble.Run(func() {
		began := time.Now()
		require.Equal(t, time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), began.UTC())
		done := make(chan bool)
		go func() {
			time.Sleep(time.Hour)
			close(done)
		}()
		<-done
		inside = time.Since(began)
	}))
	require.Equal(t, time.Hour, inside)
	require.Less(t, time.Since(start), time.Hour)
}

// What ends a bubble otherwise than by returning is an error, and the next
// bubble is as good as the first.
func TestWhatEndsABubble(t *testing.T) {
	for _, tc := range []struct {
		name string
		f    func()
		err  string
	}{
		{"panic", func() { panic(errors.New("oh")) }, "panic: oh"},
		{"deadlock", func() { <-make(chan int) }, "all goroutines in bubble are blocked"},
		{"a goroutine left behind", func() { go func() { <-make(chan int) }() }, "main bubble goroutine has exited but blocked goroutines remain"},
		{"a bubble inside", func() { panic(bubble.Run(func() {})) }, "panic: synctest.Run called from within a synctest bubble"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.EqualError(t, bubble.Run(tc.f), tc.err)
			require.NoError(t, bubble.Run(func() { time.Sleep(time.Second) }))
		})
	}
}

// Fatal of a test outside fails that test and is an error here.
func TestFatalInside(t *testing.T) {
	var outside testing.T // a test that may fail
	require.ErrorIs(t, bubble.Run(func() { outside.FailNow() }), bubble.ErrEnded)
	require.True(t, outside.Failed())
}

// A program that is no test has virtual time too.
func TestPlainProgram(t *testing.T) {
	program := filepath.Join(t.TempDir(), "plain")
	out, err := exec.Command("go", "build", "-o", program, "./testdata/plain").CombinedOutput()
	require.NoError(t, err, "%s", out)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "GODEBUG=")
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Equal(t, "1h0m0s\nall goroutines in bubble are blocked\n", string(out))
}
