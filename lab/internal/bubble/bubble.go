// Package bubble gives an ordinary command virtual time.
//
// Go hands out its virtual clock, testing/synctest, only to a *testing.T. Main
// therefore runs the whole program as the one test of a test binary: the
// program sees no trace of it, its exit code is its own, and each call of the
// function that it is handed is a bubble of its own.
package bubble

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
)

// Func runs f in virtual time, which starts on 2000-01-01 UTC and moves only
// when every goroutine that f started is blocked. It returns when they have all
// ended. It returns an error when they wait for one another for ever, and when
// f panics. It must not be called from inside f.
type Func func(f func()) error

// Main runs program and exits with what it returns. It must be all that main
// does, and is not to be called twice.
func Main(program func(virtual Func) int) {
	tune()
	// The command parses its own flags: package testing is to see none, and it
	// parses only where nobody has.
	if err := flag.CommandLine.Parse(nil); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(2)
	}
	test := testing.InternalTest{Name: "lab", F: func(t *testing.T) {
		os.Exit(program(func(f func()) error { return in(t, f) }))
	}}
	all := func(string, string) (bool, error) { return true, nil }
	testing.Main(all, []testing.InternalTest{test}, nil, nil)
}

// tune sets Go's runtime for what bubbles do, unless the user's environment does
// (GOMAXPROCS, GOGC). A bubble on one thread is several times as fast as on
// two: waking a goroutine on another thread costs more than it saves. And a
// load's memory is small and soon given back: collecting it a quarter as often
// takes up to a third off its time.
func tune() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// in runs f in a bubble. A deadlock panics here, in the caller's goroutine; a
// panic of f would end the process if it left f's own.
func in(t *testing.T, f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New(strings.TrimPrefix(fmt.Sprint(r), "deadlock: "))
		}
	}()
	synctest.Test(t, func(*testing.T) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		f()
	})
	return err
}
