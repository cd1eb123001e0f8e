//go:build !race

package bubble

// Shuffled says that goroutines are scheduled at random: see race.go.
const Shuffled = false
