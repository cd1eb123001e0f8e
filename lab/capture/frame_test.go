package capture

import (
	"net/netip"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/stretchr/testify/require"

	"rttlab/netem"
)

// made is the event of a segment, as long as netem would make it.
func made(s netem.Segment) *netem.Event {
	return &netem.Event{
		Packet: 7, Protocol: "tcp", Segment: s, Data: s.Data, Size: 20 + s.Header() + len(s.Data),
		Src: netip.MustParseAddrPort("10.0.0.1:40000"), Dst: netip.MustParseAddrPort("10.0.0.2:80"),
	}
}

// Whatever options a segment has, its packet is as long as netem reckons: that
// is what takes time on a link.
func TestSizes(t *testing.T) {
	for _, ts := range []bool{false, true} {
		for _, sack := range []bool{false, true} {
			s := netem.Segment{Flags: netem.SYN, TS: ts, SACKOK: sack, MSS: 1460, Window: 64240}
			_, err := frame(gopacket.NewSerializeBuffer(), made(s), 1)
			require.NoError(t, err)
			s.Flags |= netem.ACK
			_, err = frame(gopacket.NewSerializeBuffer(), made(s), 1)
			require.NoError(t, err)
		}
		for blocks := range 4 {
			s := netem.Segment{Flags: netem.ACK, TS: ts, Data: make([]byte, blocks), TSVal: time.Second}
			for range blocks {
				s.SACK = append(s.SACK, struct{ Start, End int64 }{1, 2})
			}
			_, err := frame(gopacket.NewSerializeBuffer(), made(s), 1)
			require.NoError(t, err)
		}
	}
	_, err := frame(gopacket.NewSerializeBuffer(), made(netem.Segment{Flags: netem.RST | netem.ACK}), 1)
	require.NoError(t, err)
}

// Sequence numbers on the wire have 32 bits: 5 GB into a stream they have
// wrapped, and still count bytes.
func TestSequenceNumbersWrap(t *testing.T) {
	const far = int64(5_000_000_000)
	at := func(seq int64) uint32 {
		data, err := frame(gopacket.NewSerializeBuffer(), made(netem.Segment{Flags: netem.ACK, Seq: seq, Ack: 1}), 1)
		require.NoError(t, err)
		return gopacket.NewPacket(data, layers.LayerTypeIPv4, gopacket.Default).TransportLayer().(*layers.TCP).Seq
	}
	require.Equal(t, uint32(1448), at(far+1448)-at(far))
	require.Equal(t, uint32(far&0xffffffff), at(far)-at(0))
}

// A window that no 16 bits hold is written as the largest that they do.
func TestLargestWindow(t *testing.T) {
	h := header(made(netem.Segment{Flags: netem.ACK, Window: 1 << 30}), side{}, side{})
	require.Equal(t, uint16(65535), h.Window)
}

func TestUDP(t *testing.T) {
	e := made(netem.Segment{})
	e.Protocol, e.Data, e.Size = "udp", []byte("ping"), 20+8+4
	data, err := frame(gopacket.NewSerializeBuffer(), e, 1)
	require.NoError(t, err)
	p := gopacket.NewPacket(data, layers.LayerTypeIPv4, gopacket.Default)
	require.Equal(t, []byte("ping"), p.TransportLayer().LayerPayload())
	require.NotZero(t, p.TransportLayer().(*layers.UDP).Checksum)
}

func TestWhatCannotBeWritten(t *testing.T) {
	e := made(netem.Segment{Flags: netem.ACK})
	e.Dst = netip.MustParseAddrPort("[2001:db8::1]:80")
	_, err := frame(gopacket.NewSerializeBuffer(), e, 1)
	require.EqualError(t, err, "packet 7 goes from 10.0.0.1 to 2001:db8::1: only IPv4 can be written")

	e = made(netem.Segment{Flags: netem.ACK})
	e.Size++
	_, err = frame(gopacket.NewSerializeBuffer(), e, 1)
	require.EqualError(t, err, "packet 7 has 41 bytes on the network and 40 in the file")
}
