package tcp

import (
	"math"
	"time"
)

// Never is a time that does not come.
const Never = time.Duration(math.MaxInt64)

// What Next has to send, beside data and retransmissions.
type pending uint8

const (
	sendSYN pending = 1 << iota
	sendACK
	sendRST
	sendProbe // a keepalive or zero-window probe
)

// Conn is one end of a connection. It has no clock, goroutine or lock of its
// own: every call says what time it is, as the time since the network began, and
// the calls must come one at a time.
type Conn struct {
	cfg  *Config
	keep *KeepAlive  // nil: off
	snd  *sender     // nil until something is sent
	ofo  *reassembly // nil until something arrives out of order

	state      State
	ending     ending
	todo       pending
	ts         bool // timestamps on
	sack       bool // selective acknowledgements on
	server     bool
	closed     bool // Close was called: nobody reads any more
	finWritten bool // the send buffer ends with a FIN
	peerFin    bool // the peer's FIN was reached
	retries    uint8
	unanswered uint8 // probes without an answer

	ack   ackState
	win   window
	out   sendBuffer
	edges []int64 // where writes of at least a segment end, until Next has nothing more to send
	in    receiveBuffer

	mss int64 // payload of a full segment

	sndUna, sndNxt int64
	sndWnd, maxWnd int64
	sndWl1         int64 // sequence number of the last window update
	rcvNxt         int64
	rcvWup, rcvWnd int64 // what the last ACK said
	strayAck       int64 // in SYN-SENT: what the ACK said that a RST answers
	tsRecent       time.Duration

	rttSample time.Duration // from the handshake, for the sender to come
	synAt     time.Duration // when the SYN left
	heardAt   time.Duration // when the peer was last heard

	challenged time.Duration // when it was last told that it does not fit; 0: never

	rtxAt  time.Duration // retransmission, probe or reordering timer
	keepAt time.Duration // keepalive, FIN-WAIT-2 or TIME-WAIT
	rtx    timer         // what rtxAt is for
}

func newConn(cfg *Config, now time.Duration) *Conn {
	c := &Conn{
		cfg: cfg, mss: cfg.mss(), ts: !cfg.NoTimestamps, sack: !cfg.NoSACK,
		rtxAt: Never, keepAt: Never, synAt: now, heardAt: now, rttSample: -1, todo: sendSYN,
		sndNxt: 0,
	}
	c.ack.at = Never
	c.out.end = 1
	return c
}

// Client opens a connection actively: the SYN comes from Next.
func Client(cfg *Config, now time.Duration) *Conn {
	c := newConn(cfg, now)
	c.state = SynSent
	return c
}

// Server answers a SYN: the SYN-ACK comes from Next.
func Server(cfg *Config, now time.Duration, syn *Segment) *Conn {
	c := newConn(cfg, now)
	c.server = true
	c.state = SynReceived
	c.negotiate(syn)
	return c
}

// negotiate takes what the peer's SYN says.
func (c *Conn) negotiate(syn *Segment) {
	c.ts = c.ts && syn.TS
	c.sack = c.sack && syn.SACKOK
	if syn.MSS > 0 {
		c.mss = min(c.mss, int64(syn.MSS))
	}
	if c.ts {
		c.mss -= 12
		c.tsRecent = syn.TSVal
	}
	c.rcvNxt = syn.Seq + 1
	c.rcvWup = c.rcvNxt
	c.sndWnd, c.maxWnd, c.sndWl1 = syn.Window, syn.Window, syn.Seq
}

// Write copies what fits into the send buffer and says how many bytes that was.
// Nothing leaves until Next.
func (c *Conn) Write(p []byte) int {
	n := min(len(p), c.Writable())
	if n <= 0 {
		return 0
	}
	if c.snd != nil {
		c.snd.checkLimited(c)
	}
	c.out.write(p[:n], c.sndNxt, c.mss)
	if int64(n) >= c.mss {
		c.edges = append(c.edges, c.out.end)
	}
	return n
}

// Writable is the free room in the send buffer in bytes.
func (c *Conn) Writable() int {
	if c.finWritten || c.state == Closed || c.state > CloseWait || c.state == FinWait1 || c.state == FinWait2 {
		return 0
	}
	return int(max(0, c.sendLimit()-c.buffered()))
}

// buffered is what waits in the send buffer for its acknowledgement.
func (c *Conn) buffered() int64 { return c.out.end - max(c.sndUna, 1) }

// WriteReady says whether a blocked writer should be woken: a third of the
// buffer is free (sk_stream_is_writeable), so that not every ACK wakes it.
func (c *Conn) WriteReady() bool {
	limit := c.sendLimit()
	return limit-c.buffered() >= limit/3
}

// Read takes received bytes in order. A window update may become due, which
// Next sends.
func (c *Conn) Read(now time.Duration, p []byte) int {
	n := c.in.read(p)
	if n > 0 {
		c.afterRead(now)
	}
	return n
}

// Readable is how many bytes Read would give.
func (c *Conn) Readable() int { return int(c.in.size) }

// EOF reports that the peer's FIN was reached and everything was read.
func (c *Conn) EOF() bool { return c.peerFin && c.in.size == 0 }

// CloseWrite sends a FIN after what is buffered.
func (c *Conn) CloseWrite(now time.Duration) {
	if c.finWritten {
		return
	}
	switch c.state {
	case SynSent:
		c.enter(now, Closed)
		return
	case SynReceived, Established:
		c.finWritten = true
		if c.state == Established {
			c.enter(now, FinWait1)
		}
	case CloseWait:
		c.finWritten = true
		c.enter(now, LastAck)
	}
}

// Close ends both directions: a FIN after what is buffered, or a RST when
// unread data is dropped (RFC 2525 §2.17). Data that arrives later is answered
// with a RST.
func (c *Conn) Close(now time.Duration) {
	if c.closed {
		return
	}
	c.closed = true
	if c.in.size > 0 && c.state.synchronized() && c.state != TimeWait {
		c.in.drop()
		c.enter(now, Closed)
		c.todo = sendRST
		return
	}
	c.CloseWrite(now)
	if c.state == FinWait2 {
		c.keepAt = now + finTimeout
	}
}

// Abort sends a RST, where the peer may still expect something, and forgets
// everything (tcp_disconnect; inet_csk_listen_stop).
func (c *Conn) Abort(now time.Duration) {
	rst := c.state.synchronized()
	switch c.state {
	case Closing, LastAck:
		rst = c.sndNxt <= c.out.end // our FIN has not left
	case TimeWait:
		rst = false
	case SynReceived:
		rst = !c.server // a handshake of a listener's is nobody's yet
	}
	c.closed = true
	c.enter(now, Closed)
	if rst {
		c.todo = sendRST
	}
}

// State is where the connection stands.
func (c *Conn) State() State { return c.state }

// Err says why the connection ended: ErrReset, ErrRefused or ErrTimeout; nil
// while it lives or when it was closed in order.
func (c *Conn) Err() error { return c.ending.err() }

// enter changes the state and starts or stops what depends on it.
func (c *Conn) enter(now time.Duration, s State) {
	c.state = s
	switch s {
	case Established:
		if c.keep != nil {
			c.keepAt = now + c.keep.idle()
		}
	case FinWait2:
		if c.closed {
			c.keepAt = now + finTimeout
		}
	case TimeWait:
		c.stop()
		c.keepAt = now + timeWait
	case Closed:
		c.stop()
		c.todo = 0
		c.ack.flags = 0
	}
}

// stop turns the timers off and lets the send side go.
func (c *Conn) stop() {
	c.rtxAt, c.keepAt, c.ack.at = Never, Never, Never
	c.rtx = timerNone
	c.snd, c.ofo = nil, nil
	c.out.head, c.out.tail, c.out.last = nil, nil, nil
}

// fail ends the connection for a reason.
func (c *Conn) fail(now time.Duration, why ending) {
	if c.state != TimeWait { // a reset then is an assassination that harms nobody (RFC 1337)
		c.ending = why
	}
	c.enter(now, Closed)
}

// sender gives the send side, made when first needed.
func (c *Conn) sender() *sender {
	if c.snd == nil {
		c.snd = newSender(c)
	}
	return c.snd
}
