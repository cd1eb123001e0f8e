//go:build !race

package worker

// shuffled says that goroutines are scheduled at random: see race.go.
const shuffled = false
