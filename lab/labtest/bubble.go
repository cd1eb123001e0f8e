package labtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
)

// Bubble runs f in virtual time, where there is no *testing.T: in an example, a
// benchmark or a fuzz test. It is what replay.All wants. It returns when all
// goroutines that f started have ended, and an error when f panics or when
// goroutines are left that wait for one another for ever. It must not be called
// from inside f.
func Bubble(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New(strings.TrimPrefix(fmt.Sprint(r), "deadlock: "))
		}
	}()
	// Bubbles are for tests only, so f becomes one. Nobody hears of it: it has
	// no parent that prints, and f cannot make it fail.
	synctest.Test(new(testing.T), func(*testing.T) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		f()
	})
	return err
}
