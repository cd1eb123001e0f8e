package tcp

import "time"

// Config is one connection's settings. The zero value is Linux 6.x with its
// defaults. It is shared by pointer and never changed by a Conn.
type Config struct {
	// MSS is the largest payload in bytes that the path takes, timestamps not
	// counted, as the SYN announces it. Zero means 1460 (an MTU of 1500).
	MSS int

	// InitialWindow is the congestion window at the start, in segments. Zero
	// means 10 (RFC 6928).
	InitialWindow int

	// Congestion is "cubic" (also the empty string), "reno" or "bbr".
	Congestion string

	// NoTimestamps leaves out the timestamps option (RFC 7323) and with it 12
	// bytes a segment.
	NoTimestamps bool

	// NoSACK leaves out selective acknowledgements (RFC 2018).
	NoSACK bool

	// DelayedACK is how long an acknowledgement may wait for company. Zero
	// means as Linux does it: quick ACKs first, then 40 ms and more,
	// adaptively. NoDelay means that every segment is acknowledged at once.
	// Otherwise every second segment is, and a single one after this time;
	// Never leaves a single one waiting for the next.
	DelayedACK time.Duration

	// NoIdleRestart keeps the congestion window over idle time
	// (tcp_slow_start_after_idle 0).
	NoIdleRestart bool

	// CountACKs lets the window grow by the number of ACKs, as RFC 5681 allows,
	// rather than by the segments that they acknowledge (RFC 3465).
	CountACKs bool

	// MinRTO is the floor of the retransmission timeout's variance term
	// (tcp_rto_min_us). Zero means 200 ms.
	MinRTO time.Duration

	// SendBuffer and ReceiveBuffer fix the buffers, in bytes of payload. Zero
	// means autotuning as Linux does it: up to 4 MiB (tcp_wmem), and a window
	// from 64 KB to MaxWindow (tcp_rmem).
	SendBuffer, ReceiveBuffer int

	// MaxWindow is how far autotuning lets the receive window grow, in bytes.
	// Zero means 6 MiB.
	MaxWindow int

	// Nagle holds back a small segment while another small one is on its way (RFC
	// 9293 §3.7.4, with Minshall's modification as in tcp_nagle_check). Go's
	// connections set TCP_NODELAY, so the zero value does not.
	Nagle bool
}

// NoDelay as Config.DelayedACK acknowledges every segment at once.
const NoDelay time.Duration = -1

// Limits of Linux that nothing here changes.
const (
	synRetries    = 6  // tcp_syn_retries: 1+2+4+8+16+32+64 = 127 s
	synAckRetries = 5  // tcp_synack_retries: 63 s
	retries2      = 15 // tcp_retries2: 924.6 s
	orphanRetries = 8  // tcp_orphan_retries, once nobody has the connection open: 102.2 s

	initialRTO  = time.Second            // RFC 6298 §2
	fallbackRTO = 3 * time.Second        // RFC 6298 §5.7: the SYN was lost and no round trip is known
	maxRTO      = 120 * time.Second      // TCP_RTO_MAX
	minTimeout  = 2 * jiffy              // TCP_TIMEOUT_MIN
	minRTO      = 200 * time.Millisecond // TCP_RTO_MIN

	timeWait   = 60 * time.Second // TCP_TIMEWAIT_LEN
	finTimeout = 60 * time.Second // tcp_fin_timeout

	maxSendBuffer    = 4 << 20 // tcp_wmem[2]
	maxReceiveWindow = 6 << 20 // tcp_rmem[2] of 6.x
	initialReceive   = receiveMemory / 2
)

func (c *Config) mss() int64 {
	if c.MSS > 0 {
		return int64(c.MSS)
	}
	return 1460
}

func (c *Config) initialWindow() int {
	if c.InitialWindow > 0 {
		return c.InitialWindow
	}
	return 10
}

func (c *Config) minRTO() time.Duration {
	if c.MinRTO > 0 {
		return c.MinRTO
	}
	return minRTO
}

func (c *Config) maxWindow() int64 {
	switch {
	case c.ReceiveBuffer > 0:
		return int64(c.ReceiveBuffer)
	case c.MaxWindow > 0:
		return int64(c.MaxWindow)
	}
	return maxReceiveWindow
}
