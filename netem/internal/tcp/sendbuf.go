package tcp

// The send buffer is a chain of chunks. What was written into a chunk never
// changes, so segments, retransmissions and the receiver's queue all slice into
// it and nothing is copied twice.

const (
	minChunk = 512
	maxChunk = 64 << 10
)

type chunk struct {
	next  *chunk
	start int64 // sequence number of buf[0]
	buf   []byte
}

func (k *chunk) end() int64 { return k.start + int64(len(k.buf)) }

type sendBuffer struct {
	head, tail *chunk
	last       *chunk // the one that slice used last
	end        int64  // sequence number after the last byte written
}

// write appends p. cut is where the next segment will start and mss its size:
// a large chunk ends on a segment's boundary, so that few segments straddle two.
func (b *sendBuffer) write(p []byte, cut, mss int64) {
	for len(p) > 0 {
		if b.tail == nil || len(b.tail.buf) == cap(b.tail.buf) {
			b.grow(len(p), cut, mss)
		}
		k := b.tail
		n := min(len(p), cap(k.buf)-len(k.buf))
		k.buf = append(k.buf, p[:n]...)
		p = p[n:]
		b.end += int64(n)
	}
}

// grow adds a chunk: for n bytes that are being written, and for as many more
// as already wait.
func (b *sendBuffer) grow(n int, cut, mss int64) {
	size := int64(max(n, minChunk))
	if b.head != nil {
		size = max(size, b.end-b.head.start)
	}
	size = min(size, maxChunk)
	if size > 8*mss {
		size -= (b.end + size - cut) % mss
	}
	k := &chunk{start: b.end, buf: make([]byte, 0, size)}
	if b.tail == nil {
		b.head = k
	} else {
		b.tail.next = k
	}
	b.tail = k
}

// slice is the bytes from seq to end, which must be in the buffer. It copies
// only when they lie in two chunks.
func (b *sendBuffer) slice(seq, end int64) []byte {
	k := b.last
	if k == nil || seq < k.start {
		k = b.head
	}
	for k.end() <= seq {
		k = k.next
	}
	b.last = k
	if end <= k.end() {
		return k.buf[seq-k.start : end-k.start]
	}
	return k.join(seq, end)
}

// join copies the bytes from seq, which is in k, to end, which is in a chunk
// after it.
func (k *chunk) join(seq, end int64) []byte {
	p := make([]byte, 0, end-seq)
	for seq < end {
		part := k.buf[seq-k.start : min(end, k.end())-k.start]
		p = append(p, part...)
		seq += int64(len(part))
		k = k.next
	}
	return p
}

// release drops what was acknowledged.
func (b *sendBuffer) release(una int64) {
	for b.head != nil && b.head.end() <= una {
		if b.head == b.tail && cap(b.head.buf) <= 2*minChunk && len(b.head.buf) < cap(b.head.buf) {
			return // room for the next small message
		}
		b.head = b.head.next
	}
	if b.head == nil {
		b.tail, b.last = nil, nil
	}
}
