package worker

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"
)

// A result is right when it is three plays ahead of every other.
func TestVotes(t *testing.T) {
	for plays, want := range map[string]int{
		"aaab": 3, "abaaa": 5, "abcaa": 0, "abcaaa": 6, "abababaaab": 9, "bbabb": 5, "abcdefghij": 0, "": 0,
	} {
		v, right := votes{}, 0
		for i, play := range plays {
			if v.add(sha256.Sum256([]byte{byte(play)})) {
				right = i + 1
				break
			}
		}
		require.Equal(t, want, right, plays)
	}
}
