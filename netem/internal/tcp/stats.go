package tcp

import "time"

// Stats is a snapshot of a connection for observers. Windows and counts are in
// segments.
type Stats struct {
	State         State
	MSS           int
	Cwnd          int
	Ssthresh      int // 0: none yet
	InFlight      int
	SRTT          time.Duration // 0: not measured yet
	MinRTT        time.Duration
	RTO           time.Duration
	Timeouts      int   // of RTO, each twice as long as the one before, since the peer last acknowledged something
	Delivered     int64 // segments that the peer has
	Retransmitted int64 // segments sent again
	SendWindow    int64 // bytes that the peer takes
	ReceiveWindow int64 // bytes that were announced
}

// Stats says how the connection does.
func (c *Conn) Stats() Stats {
	st := Stats{
		State: c.state, MSS: int(c.mss), Cwnd: c.cfg.initialWindow(),
		SRTT: c.srtt(), MinRTT: c.srtt(), RTO: c.rto(),
		SendWindow: c.sndWnd, ReceiveWindow: c.rcvWnd,
	}
	if q := c.snd; q != nil {
		st.Cwnd = q.cwnd
		if q.threshold < infinite {
			st.Ssthresh = q.threshold
		}
		st.InFlight = q.board.inFlight()
		st.MinRTT = q.rtt.min.get()
		st.Delivered = q.delivered
		st.Retransmitted = q.resentEver
		st.Timeouts = int(q.backoff)
	}
	return st
}
