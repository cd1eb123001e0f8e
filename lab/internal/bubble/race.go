//go:build race

package bubble

// Shuffled says that the race detector chooses at random among the goroutines
// that are ready (runtime: randomizeScheduler), which is not what a user has. What
// depends on their order, as HTTP/3 does, differs from play to play there.
const Shuffled = true
