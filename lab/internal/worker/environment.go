package worker

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// What all workers together may hold before they collect garbage in earnest,
// and what one should have at least. Go's limit is a soft one: a run that needs
// more gets it, and takes longer.
const (
	memoryOfAll = 280 << 20
	memoryOfOne = 64 << 20
)

// environment is that of one of several workers: the parent's, and Go's settings
// in it where the user has not made them.
func environment(several int) []string {
	env := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "GOMAXPROCS=") })
	env = append(env, "GOMAXPROCS=1", variable+"=1")
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		limit := max(memoryOfAll/several, memoryOfOne)
		env = append(env, "GOGC=off", "GOMEMLIMIT="+strconv.Itoa(limit))
	}
	return env
}
