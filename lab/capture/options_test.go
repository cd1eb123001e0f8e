package capture_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/stretchr/testify/require"
)

func option(h *layers.TCP, kind layers.TCPOptionKind) []byte {
	for _, o := range h.Options {
		if o.OptionType == kind {
			return o.OptionData
		}
	}
	return nil
}

// A SYN has Linux's options in Linux's order; what follows has timestamps, and
// SACK blocks as the segment had them.
func TestOptions(t *testing.T) {
	tr := download(t, 1, 0.03)
	packets, _ := read(t, tr.server)
	events := tr.at("server")
	var kinds []layers.TCPOptionKind
	for _, o := range packets[0].tcp.Options {
		kinds = append(kinds, o.OptionType)
	}
	require.Equal(t, []layers.TCPOptionKind{
		layers.TCPOptionKindMSS, layers.TCPOptionKindSACKPermitted, layers.TCPOptionKindTimestamps,
		layers.TCPOptionKindNop, layers.TCPOptionKindWindowScale,
	}, kinds)
	require.Equal(t, []byte{1460 >> 8, 1460 & 0xff}, option(packets[0].tcp, layers.TCPOptionKindMSS))
	require.Equal(t, []byte{7}, option(packets[0].tcp, layers.TCPOptionKindWindowScale))

	first, clock := map[string]uint32{}, map[string]uint32{}
	blocks := 0
	for i, p := range packets {
		e := events[i]
		from, to := e.From.Name(), e.To.Name()
		times := option(p.tcp, layers.TCPOptionKindTimestamps)
		require.Len(t, times, 8)
		value, echo := binary.BigEndian.Uint32(times), binary.BigEndian.Uint32(times[4:])
		if p.tcp.SYN {
			first[from] = p.tcp.Seq
			clock[from] = value - uint32(e.Segment.TSVal/time.Millisecond)
			require.EqualValues(t, min(e.Segment.Window, 65535), p.tcp.Window)
		} else {
			require.Equal(t, (e.Segment.Window+127)/128, int64(p.tcp.Window))
		}
		require.Equal(t, uint32(e.Segment.TSVal/time.Millisecond), value-clock[from])
		if p.tcp.ACK {
			require.Equal(t, uint32(e.Segment.TSEcr/time.Millisecond), echo-clock[to])
		} else {
			require.Zero(t, echo)
		}
		sack := option(p.tcp, layers.TCPOptionKindSACK)
		require.Len(t, sack, 8*len(e.Segment.SACK))
		for j, r := range e.Segment.SACK {
			blocks++
			require.Equal(t, uint32(r.Start), binary.BigEndian.Uint32(sack[8*j:])-first[to])
			require.Equal(t, uint32(r.End), binary.BigEndian.Uint32(sack[8*j+4:])-first[to])
		}
	}
	require.Positive(t, blocks)
}
