//go:build race

package netem_test

// crowd is how many do the same thing at one instant. The race detector, under
// which each takes twenty times as long, sees as much of a thousand.
const crowd = 1000
