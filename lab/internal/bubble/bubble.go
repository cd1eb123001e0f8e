// Package bubble gives any program virtual time.
//
// Go hands out its virtual clock, testing/synctest, to a *testing.T only. Run
// makes one up. What that leans on beyond Go's documentation, the package's
// tests hold Go to: that a zero testing.T will do, in a program that is no test
// as well; that a deadlock panics in the caller of synctest.Test; and that
// goroutines left behind are found.
package bubble

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// ErrEnded says that what ran in a bubble neither returned nor panicked: it
// ended its goroutine, as FailNow and Fatal of a test outside do.
var ErrEnded = errors.New("its goroutine was ended (runtime.Goexit, or Fatal of a test) before it returned")

// Run runs f in virtual time, which starts on 2000-01-01 UTC and moves only
// when every goroutine that f started is blocked. It returns when they have all
// ended. It returns an error when they wait for one another for ever, when f
// panics, and ErrEnded when f ends its goroutine; a panic of another goroutine
// ends the process, as it does everywhere. It must not be called from inside f.
func Run(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New(strings.TrimPrefix(fmt.Sprint(r), "deadlock: "))
		}
	}()
	synctest.Test(new(testing.T), func(*testing.T) {
		// A goroutine of its own, since the made-up test does not survive that
		// its own is ended.
		done := make(chan struct{})
		go func() {
			defer close(done)
			err = ErrEnded
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("panic: %v", r)
				}
			}()
			f()
			err = nil
		}()
		<-done
	})
	return err
}
