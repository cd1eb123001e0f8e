package browser

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// A request that starts over in vain fails in the end, and one that others get
// ahead of goes on: responses in a pipeline come one for each connection when
// its server hangs up after each.
func TestRepeatsHaveALimit(t *testing.T) {
	f := &fetch{link: &link{answers: 1}, answers: 1, said: new(said)}
	repeats := 0
	for f.mayRepeat(io.EOF) {
		f.startOver()
		repeats++
	}
	require.Equal(t, 32, repeats)

	f = &fetch{link: &link{answers: 1}, said: new(said)}
	for range 1000 {
		require.True(t, f.mayRepeat(io.EOF))
		f.startOver()
	}
}
