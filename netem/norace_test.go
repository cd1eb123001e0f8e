//go:build !race

package netem_test

// crowd is how many do the same thing at one instant: see race_test.go.
const crowd = 10_000
