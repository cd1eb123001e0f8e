package worker

import (
	"runtime"
	"sync"
)

// usual is how much of its stack a goroutine of a load comes to need, which is
// why Go grows most of them from 2 to 8 KB and copies them on the way. How large
// new ones are Go decides while it collects garbage, from how deep all stacks are
// just then (gcComputeStartingStackSize in runtime/stack.go), and between two
// runs there are next to none.
const usual = 6 << 10

// collect collects garbage while stacks are as deep as in a load.
func collect() {
	const goroutines = 64 // many beside the program's own
	var deep, ended sync.WaitGroup
	over := make(chan struct{})
	deep.Add(goroutines)
	for range goroutines {
		ended.Go(func() {
			var room [usual]byte
			fill(room[:])
			deep.Done()
			<-over
			fill(room[:])
		})
	}
	deep.Wait()
	runtime.GC()
	close(over)
	ended.Wait()
}

// fill uses what it is given, for the compiler to keep it.
//
//go:noinline
func fill(b []byte) { b[0]++ }
