package setup

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisitName(t *testing.T) {
	for i, want := range map[int]string{
		1: "run", 2: "run, 2nd visit", 3: "run, 3rd visit", 4: "run, 4th visit", 10: "run, 10th visit", 11: "run, 11th visit",
		12: "run, 12th visit", 13: "run, 13th visit", 21: "run, 21st visit", 22: "run, 22nd visit", 100: "run, 100th visit",
		111: "run, 111th visit", 112: "run, 112th visit", 123: "run, 123rd visit",
	} {
		require.Equal(t, want, VisitName("run", i))
	}
}
