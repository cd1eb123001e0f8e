package tcp

import "slices"

// What arrived out of order, and the selective acknowledgements that tell the
// sender (RFC 2018, RFC 2883; tcp_input.c: tcp_data_queue_ofo,
// tcp_sack_new_ofo_skb).

const (
	maxBlocks = 4       // what a header holds without timestamps
	maxHeld   = 1 << 16 // segments; a sender that keeps to the window stays far below
)

type held struct {
	seq, end int64 // end counts a FIN
	data     []byte
}

type reassembly struct {
	list   []held // by sequence number, not overlapping
	first  int    // those before it were delivered
	size   int64  // bytes held
	blocks []Range
	dsack  Range
	room   [maxBlocks]Range
	wire   [maxBlocks]Range
}

func (r *reassembly) empty() bool { return r == nil || r.first == len(r.list) }

// span is how far what is held reaches beyond next.
func (r *reassembly) span(next int64) int64 {
	if r.empty() {
		return 0
	}
	return r.list[len(r.list)-1].end - next
}

func (c *Conn) reassembly() *reassembly {
	if c.ofo == nil {
		c.ofo = &reassembly{}
		c.ofo.blocks = c.ofo.room[:0]
	}
	return c.ofo
}

// add holds a segment. What is held already is left out of it.
func (r *reassembly) add(h held) {
	live := r.list[r.first:]
	i, _ := slices.BinarySearchFunc(live, h.seq, func(e held, seq int64) int {
		return int(min(1, max(-1, e.seq-seq)))
	})
	whole := Range{h.seq, h.end}
	if i > 0 && live[i-1].end > h.seq {
		if live[i-1].end >= h.end {
			r.dsack = whole
			return
		}
		r.dsack = Range{h.seq, live[i-1].end}
		h = h.from(live[i-1].end)
	}
	j := i
	for j < len(live) && live[j].end <= h.end { // swallowed
		r.size -= int64(len(live[j].data))
		r.dsack = Range{live[j].seq, live[j].end}
		j++
	}
	if j < len(live) && live[j].seq < h.end {
		r.dsack = Range{live[j].seq, h.end}
		h = h.upTo(live[j].seq)
	}
	if len(live) >= maxHeld {
		return
	}
	r.size += int64(len(h.data))
	i, j = i+r.first, j+r.first
	if i == j && r.first > 0 && len(r.list) == cap(r.list) {
		n := copy(r.list, r.list[r.first:])
		clear(r.list[n:])
		r.list = r.list[:n]
		i, j, r.first = i-r.first, j-r.first, 0
	}
	r.list = slices.Replace(r.list, i, j, h)
	r.report(whole)
}

func (h held) from(seq int64) held {
	h.data = h.data[min(seq-h.seq, int64(len(h.data))):]
	h.seq = seq
	return h
}

func (h held) upTo(end int64) held {
	h.data = h.data[:min(end-h.seq, int64(len(h.data)))]
	h.end = end
	return h
}

// next takes the segment that continues at seq off the list.
func (r *reassembly) next(seq int64) (h held, ok bool) {
	for !r.empty() && r.list[r.first].seq <= seq {
		h = r.list[r.first]
		r.list[r.first] = held{}
		r.first++
		r.size -= int64(len(h.data))
		if h.end > seq {
			return h.from(seq), true
		}
	}
	if r.empty() {
		r.list, r.first = r.list[:0], 0
	}
	return held{}, false
}

// report puts the block that just grew in front, as RFC 2018 §4 asks.
func (r *reassembly) report(b Range) {
	for i := 0; i < len(r.blocks); i++ {
		if o := r.blocks[i]; o.Start <= b.End && b.Start <= o.End {
			b = Range{min(o.Start, b.Start), max(o.End, b.End)}
			r.blocks = slices.Delete(r.blocks, i, i+1)
			i = -1
		}
	}
	if len(r.blocks) == maxBlocks {
		r.blocks = r.blocks[:maxBlocks-1]
	}
	r.blocks = slices.Insert(r.blocks, 0, b)
}

// delivered drops the blocks up to seq.
func (r *reassembly) delivered(seq int64) {
	if r.empty() {
		r.blocks = r.blocks[:0]
		return
	}
	r.blocks = slices.DeleteFunc(r.blocks, func(b Range) bool { return b.Start < seq })
}

// sacks lists the blocks for the wire, a duplicate's first (RFC 2883).
func (c *Conn) sacks() []Range {
	r := c.ofo
	if r == nil || !c.sack {
		return nil
	}
	most := maxBlocks
	if c.ts {
		most = 3
	}
	wire := r.wire[:0]
	if r.dsack.End > 0 {
		wire = append(wire, r.dsack)
		r.dsack = Range{}
	}
	wire = append(wire, r.blocks[:min(len(r.blocks), most-len(wire))]...)
	return wire
}
