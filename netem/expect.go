package netem

import (
	"io"
	"net"
	"time"

	"rttlab/netem/internal/tcp"
)

// Expect says that whoever reads has no use for fewer than the next n bytes:
// until those have been read, Read waits for as many of them as its buffer
// holds, or until what arrives at one instant no longer fits. The peer's FIN, the
// connection's end and a deadline end the wait too, and Read then gives what has
// come. 0 takes it back, and Read gives what is there, as ever.
//
// It is SO_RCVLOWAT with two differences. It counts down, so that what was
// promised and does not come is all that Read can wait for. And TCP takes no
// notice: what arrives is read at once on the reader's behalf, so packets,
// acknowledgements and windows are those of a reader that comes for every
// segment. What it saves is to wake that reader each time.
func (c *Conn) Expect(n int) {
	c.net().enter()
	defer c.net().leave()
	c.expected = max(0, n)
}

// filling is a Read that waits and has what arrives put into its buffer.
type filling struct {
	into       []byte // nil: nobody waits so
	done, want int    // bytes; want is when to wake the reader
}

// Read reads what has arrived. It waits for at least one byte, or for what is
// expected, the deadline, the peer's FIN (io.EOF) or the connection's end.
func (c *Conn) Read(b []byte) (int, error) {
	n := c.net()
	now := n.enter()
	defer n.leave()
	if c.filling.into != nil || len(b) == 0 || c.expected <= 1 {
		return c.read(b, now)
	}
	return c.fill(b, now)
}

// read is Read for a single byte and what comes with it.
func (c *Conn) read(b []byte, now time.Duration) (int, error) {
	for {
		switch {
		case c.gone():
			return 0, c.error("read", net.ErrClosed)
		case len(b) == 0:
			return 0, nil
		case c.rd.expired(now):
			return 0, c.error("read", errDeadline)
		case c.tcp.Readable() > 0:
			return c.take(b, now), nil
		case c.tcp.EOF() || c.readClosed && c.tcp.Err() == nil:
			return 0, io.EOF
		case c.tcp.Err() != nil:
			return 0, c.error("read", tcpError(c.tcp.Err()))
		}
		now = c.wait(&c.rd)
	}
}

// fill is Read for all that is expected.
func (c *Conn) fill(b []byte, now time.Duration) (int, error) {
	f := &c.filling
	*f = filling{into: b, want: min(len(b), c.expected)}
	for !c.refill(now) {
		now = c.wait(&c.rd)
	}
	done := f.done
	*f = filling{}
	if done > 0 && !c.gone() {
		return done, nil
	}
	return c.read(b, now)
}

// take reads what has arrived.
func (c *Conn) take(b []byte, now time.Duration) int {
	k := c.tcp.Read(now, b)
	c.expected = max(0, c.expected-k)
	if c.tcp.Due() {
		c.changed(now)
	}
	return k
}

// refill reads for a reader that waits, and reports whether it is to be woken.
// What no longer fits its buffer it comes for itself, so that all of an
// instant is read at once.
func (c *Conn) refill(now time.Duration) bool {
	f := &c.filling
	if f.into == nil || c.gone() || c.rd.expired(now) || c.tcp.Readable() > len(f.into)-f.done {
		return true
	}
	if c.tcp.Readable() > 0 {
		f.done += c.take(f.into[f.done:], now)
	}
	return f.done >= f.want || c.ended()
}

// ended reports that nothing will come any more.
func (c *Conn) ended() bool { return c.readClosed || c.tcp.EOF() || c.tcp.Err() != nil }

// patient reports that a reader waits and would not go on with what is there.
func (c *Conn) patient(now time.Duration) bool {
	f := &c.filling
	return f.into != nil && f.done+c.tcp.Readable() < f.want && !c.ended() && !c.rd.expired(now)
}

// unread reports whether a segment with data leaves whoever waits to read
// waiting.
func (c *Conn) unread(s *tcp.Segment) bool {
	f := &c.filling
	if f.into == nil {
		return c.rd.waiting == 0
	}
	got, most := c.tcp.Arrived()
	wake := got + int64(f.want-f.done) - int64(c.tcp.Readable())
	return max(most, s.Seq+int64(len(s.Data))) < wake
}
