package capture

import (
	"encoding/binary"
	"hash/fnv"
	"net/netip"
	"time"
)

// side is what one end of a connection adds to the numbers that netem gives:
// its initial sequence number (RFC 6528) and its timestamp offset (RFC 7323
// §5.4), which real hosts draw so that nobody can guess them.
type side struct {
	isn   uint32
	clock uint32 // milliseconds
}

// sideOf derives an end's numbers from the seed and its connection.
func sideOf(seed uint64, from, to netip.AddrPort) side {
	h := fnv.New64a()
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], seed)
	h.Write(b[:])
	for _, a := range []netip.AddrPort{from, to} {
		text, _ := a.MarshalBinary() // never fails
		h.Write(text)
	}
	sum := mix(h.Sum64())
	return side{isn: uint32(sum >> 32), clock: uint32(sum)}
}

// mix spreads every bit over all others, which FNV does not: the finalizer of
// MurmurHash3 (Appleby).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// seq is a sequence number of this side's as it is on the wire.
func (s side) seq(n int64) uint32 { return s.isn + uint32(n) }

// ticks is a time as this side's timestamps have it: Linux's tick in
// milliseconds.
func (s side) ticks(t time.Duration) uint32 { return s.clock + uint32(t/time.Millisecond) }
