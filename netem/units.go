package netem

import (
	"fmt"
	"strconv"
	"time"
)

// BitRate is a link's speed in bits per second, 1000-based as the field counts
// it: 10*Mbps carries 1,250,000 bytes a second. Zero means unlimited.
type BitRate int64

// Units of BitRate.
const (
	Bps  BitRate = 1
	Kbps         = 1000 * Bps
	Mbps         = 1000 * Kbps
	Gbps         = 1000 * Mbps
)

// String gives the rate in the largest unit that keeps it readable: "1.5Mbps".
// Zero is "unlimited".
func (r BitRate) String() string {
	switch {
	case r == 0:
		return "unlimited"
	case r >= Gbps:
		return trim(float64(r)/float64(Gbps)) + "Gbps"
	case r >= Mbps:
		return trim(float64(r)/float64(Mbps)) + "Mbps"
	case r >= Kbps:
		return trim(float64(r)/float64(Kbps)) + "kbps"
	}
	return strconv.FormatInt(int64(r), 10) + "bps"
}

// Transmit is the time that a packet of n bytes, headers included, takes to
// send at rate r. It is zero when r is unlimited.
func (r BitRate) Transmit(n int) time.Duration {
	if r <= 0 {
		return 0
	}
	return time.Duration(int64(n) * 8 * int64(time.Second) / int64(r))
}

// Queue is the room in front of a link: what waits while the link sends. Only
// one of the sizes may be set. The zero Queue is one bandwidth-delay product
// of the rate and the longest RTT of a path over the link, and at least 75 kB: 50
// full packets, as dummynet has it. A trace's rate is its average.
type Queue struct {
	Bytes   int     // at most this many bytes are there unsent, those of a packet half sent included
	Packets int     // at most this many packets wait, the one being sent not counted
	BDPs    float64 // this many bandwidth-delay products, at least 15 kB

	// CoDel drops packets also when they have waited too long (RFC 8289). The
	// size is then 1000 packets unless it is set, as Linux has it.
	CoDel bool
}

// String gives the queue as a scenario file writes it: "1bdp", "250KB",
// "100packets", "codel", "default".
func (q Queue) String() string {
	if q.CoDel {
		q.CoDel = false
		if q == (Queue{}) {
			return "codel"
		}
		return "codel " + q.String()
	}
	switch {
	case q.Bytes > 0 && q.Bytes%1000 == 0:
		return strconv.Itoa(q.Bytes/1000) + "KB"
	case q.Bytes > 0:
		return strconv.Itoa(q.Bytes) + "B"
	case q.Packets == 1:
		return "1packet"
	case q.Packets > 0:
		return strconv.Itoa(q.Packets) + "packets"
	case q.BDPs > 0:
		return trim(q.BDPs) + "bdp"
	}
	return "default"
}

func trim(f float64) string { return fmt.Sprintf("%.4g", f) }
