package netem

import (
	"fmt"
	"math"
	"time"
)

// longest is the longest time that a setting may have. Sums of a few stay far
// below what a Duration holds.
const longest = 1000 * time.Hour

func checkTime(name string, d time.Duration) error {
	switch {
	case d < 0:
		return fmt.Errorf("%s is negative: %v", name, d)
	case d > longest:
		return fmt.Errorf("%s is %v: use at most %v", name, d, longest)
	}
	return nil
}

func checkSize(name string, v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return fmt.Errorf("%s is %v: use a number from 0", name, v)
	case v < 0:
		return fmt.Errorf("%s is negative: %v", name, v)
	}
	return nil
}

func checkProbability(name string, p float64) error {
	if !(p >= 0 && p <= 1) {
		return fmt.Errorf("%s is %v: use a probability from 0 to 1", name, p)
	}
	return nil
}
