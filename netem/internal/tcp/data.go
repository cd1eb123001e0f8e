package tcp

import "time"

// inputData takes a segment's bytes and FIN (RFC 9293 §3.10.7.4, seventh and
// eighth; tcp_input.c: tcp_data_queue).
func (c *Conn) inputData(now time.Duration, s *Segment) {
	seq, end, data := s.Seq, s.Seq+s.Len(), s.Data
	if end <= c.rcvNxt {
		c.spurious(seq, end)
		c.ack.check(c, now)
		return
	}
	if !c.state.receives() {
		return
	}
	if c.closed && len(data) > 0 { // nobody will read it
		c.Abort(now)
		c.ending = endReset
		return
	}
	if seq > c.rcvNxt {
		c.ack.received(c, now, s)
		c.reassembly().add(held{seq, end, data})
		c.ack.check(c, now)
		return
	}
	if seq < c.rcvNxt {
		c.spurious(seq, c.rcvNxt)
		data = data[min(c.rcvNxt-seq, int64(len(data))):]
	}
	c.deliver(data)
	if len(s.Data) > 0 {
		c.ack.received(c, now, s)
	}
	fin := s.Flags&FIN != 0
	if !c.ofo.empty() {
		if c.drain() {
			fin = true
		}
		c.ofo.delivered(c.rcvNxt)
		if c.ofo.empty() {
			c.ack.flags |= ackAtOnce // a gap was filled (RFC 5681 §4.2)
		}
	}
	if fin {
		c.inputFIN(now)
		return
	}
	c.ack.check(c, now)
}

func (c *Conn) deliver(data []byte) {
	c.in.push(data)
	c.rcvNxt += int64(len(data))
}

// drain delivers what was held and now continues the stream. It reports
// whether the FIN was part of that.
func (c *Conn) drain() (fin bool) {
	for {
		h, ok := c.ofo.next(c.rcvNxt)
		if !ok {
			return fin
		}
		c.deliver(h.data)
		fin = fin || h.end > c.rcvNxt
	}
}

// spurious notes a range that arrived twice: the ACK says so (RFC 2883).
func (c *Conn) spurious(start, end int64) {
	c.ack.enterQuick(c)
	c.ack.flags |= ackScheduled | ackAtOnce
	if c.sack {
		c.reassembly().dsack = Range{start, end}
	}
}
