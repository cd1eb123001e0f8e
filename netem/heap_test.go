package netem

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Whatever is pushed, moved and removed, items come out in order, and each
// knows where it is.
func TestHeap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		index := map[int]int{}
		var h heap[int]
		h.moved = func(v, i int) { index[v] = i }
		count := r.IntN(200)
		for v := range count {
			h.push(time.Duration(r.IntN(50)), uint64(v), v)
		}
		for v := range count {
			switch r.IntN(4) {
			case 0:
				h.fix(index[v], time.Duration(r.IntN(50)))
			case 1:
				h.remove(index[v])
				delete(index, v)
			}
		}
		for i, it := range h.items {
			require.Equal(t, i, index[it.value])
		}
		require.Len(t, h.items, len(index))
		last := item[int]{at: -1}
		for len(h.items) > 0 {
			first := h.items[0]
			require.True(t, last.before(&first))
			last = first
			h.pop()
		}
	}
}
