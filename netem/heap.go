package netem

import "time"

// heap is a binary heap by (at, order). Unlike container/heap it makes no
// calls to compare, and an item added at the end of time costs one comparison.
type heap[T any] struct {
	items []item[T]
	moved func(T, int) // told an item's new index; nil: nobody asks
}

type item[T any] struct {
	at    time.Duration
	order uint64
	value T
}

func (a *item[T]) before(b *item[T]) bool {
	return a.at < b.at || a.at == b.at && a.order < b.order
}

func (h *heap[T]) push(at time.Duration, order uint64, v T) {
	h.items = append(h.items, item[T]{at, order, v})
	h.up(len(h.items) - 1)
}

// pop removes the first.
func (h *heap[T]) pop() T {
	v := h.items[0].value
	h.remove(0)
	return v
}

// fix moves item i to another time.
func (h *heap[T]) fix(i int, at time.Duration) {
	if h.items[i].at == at {
		return
	}
	h.items[i].at = at
	h.down(h.up(i))
}

func (h *heap[T]) remove(i int) {
	last := len(h.items) - 1
	h.items[i] = h.items[last]
	h.items[last] = item[T]{}
	h.items = h.items[:last]
	if i < last {
		h.down(h.up(i))
	}
}

func (h *heap[T]) up(i int) int {
	it := h.items[i]
	for i > 0 {
		parent := (i - 1) / 2
		if !it.before(&h.items[parent]) {
			break
		}
		h.set(i, h.items[parent])
		i = parent
	}
	h.set(i, it)
	return i
}

func (h *heap[T]) down(i int) {
	it := h.items[i]
	for {
		child := 2*i + 1
		if child >= len(h.items) {
			break
		}
		if right := child + 1; right < len(h.items) && h.items[right].before(&h.items[child]) {
			child = right
		}
		if !h.items[child].before(&it) {
			break
		}
		h.set(i, h.items[child])
		i = child
	}
	h.set(i, it)
}

func (h *heap[T]) set(i int, it item[T]) {
	h.items[i] = it
	if h.moved != nil {
		h.moved(it.value, i)
	}
}
