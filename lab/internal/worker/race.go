//go:build race

package worker

// shuffled says that the race detector schedules goroutines at random: no two
// plays are alike, and none is better than the first.
const shuffled = true
