package tcp

// receiveBuffer holds what arrived in order until it is read: slices of the
// sender's chunks. Neighbours in one chunk become one slice, so it stays short.
type receiveBuffer struct {
	parts [][]byte
	first int // parts before it were read
	size  int64
}

func (b *receiveBuffer) push(p []byte) {
	if len(p) == 0 {
		return
	}
	b.size += int64(len(p))
	if n := len(b.parts); n > b.first {
		last := b.parts[n-1]
		if whole := len(last) + len(p); whole <= cap(last) && &last[:whole][len(last)] == &p[0] {
			b.parts[n-1] = last[:whole]
			return
		}
	}
	if b.first > 0 && len(b.parts) == cap(b.parts) {
		n := copy(b.parts, b.parts[b.first:])
		clear(b.parts[n:])
		b.parts, b.first = b.parts[:n], 0
	}
	b.parts = append(b.parts, p)
}

func (b *receiveBuffer) read(p []byte) int {
	n := 0
	for n < len(p) && b.first < len(b.parts) {
		part := b.parts[b.first]
		m := copy(p[n:], part)
		n += m
		if m < len(part) {
			b.parts[b.first] = part[m:]
			break
		}
		b.parts[b.first] = nil
		b.first++
	}
	if b.first == len(b.parts) {
		b.first, b.parts = 0, b.parts[:0]
		if cap(b.parts) > 16 {
			b.parts = nil
		}
	}
	b.size -= int64(n)
	return n
}

func (b *receiveBuffer) drop() { *b = receiveBuffer{} }
