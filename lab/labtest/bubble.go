package labtest

import "rttlab/lab/internal/bubble"

// Bubble runs f in virtual time, where there is no *testing.T: in an example, a
// benchmark or a fuzz test. It is what replay.All wants. It returns when all
// goroutines that f started have ended, and an error when f panics, ends its
// goroutine as Fatal of a test does, or when goroutines are left that wait for
// one another for ever. It must not be called from inside f.
func Bubble(f func()) error { return bubble.Run(f) }
