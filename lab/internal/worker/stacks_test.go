package worker

import (
	"runtime"
	"runtime/metrics"
	"testing"

	"github.com/stretchr/testify/require"
)

// After collect new goroutines have stacks on which a load's fit: 8 KB, and not
// the 2 KB that they have in a program that does nothing.
func TestStacks(t *testing.T) {
	size := []metrics.Sample{{Name: "/gc/stack/starting-size:bytes"}}
	metrics.Read(size)
	collect()
	metrics.Read(size)
	require.EqualValues(t, 8<<10, size[0].Value.Uint64())
	runtime.GC()
	metrics.Read(size)
	require.Less(t, size[0].Value.Uint64(), uint64(8<<10), "it is collect that does it")
}
