package capture

import (
	"encoding/binary"
	"fmt"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"rttlab/netem"
)

const (
	hops        = 64 // the TTL that Linux sends with
	windowScale = 7  // of every window but a SYN's: what 6 MB of receive buffer take
)

// frame is the IP packet of an event, checksums and all.
func frame(buf gopacket.SerializeBuffer, e *netem.Event, seed uint64) ([]byte, error) {
	src, dst := e.Src.Addr(), e.Dst.Addr()
	if !src.Is4() || !dst.Is4() {
		return nil, fmt.Errorf("packet %d goes from %v to %v: only IPv4 can be written", e.Packet, src, dst)
	}
	ip := &layers.IPv4{
		Version: 4,
		TTL:     hops,
		Id:      uint16(e.Packet),
		Flags:   layers.IPv4DontFragment,
		SrcIP:   src.AsSlice(),
		DstIP:   dst.AsSlice(),
	}
	var transport interface {
		gopacket.SerializableLayer
		SetNetworkLayerForChecksum(gopacket.NetworkLayer) error
	}
	if e.Protocol == "udp" {
		ip.Protocol = layers.IPProtocolUDP
		transport = &layers.UDP{SrcPort: layers.UDPPort(e.Src.Port()), DstPort: layers.UDPPort(e.Dst.Port())}
	} else {
		ip.Protocol = layers.IPProtocolTCP
		transport = header(e, sideOf(seed, e.Src, e.Dst), sideOf(seed, e.Dst, e.Src))
	}
	if err := transport.SetNetworkLayerForChecksum(ip); err != nil {
		return nil, fmt.Errorf("packet %d: %w", e.Packet, err)
	}
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opts, ip, transport, gopacket.Payload(e.Data)); err != nil {
		return nil, fmt.Errorf("packet %d: %w", e.Packet, err)
	}
	if n := len(buf.Bytes()); n != e.Size {
		return nil, fmt.Errorf("packet %d has %d bytes on the network and %d in the file", e.Packet, e.Size, n)
	}
	return buf.Bytes(), nil
}

// header is a segment's TCP header.
func header(e *netem.Event, from, to side) *layers.TCP {
	s := &e.Segment
	t := &layers.TCP{
		SrcPort: layers.TCPPort(e.Src.Port()),
		DstPort: layers.TCPPort(e.Dst.Port()),
		Seq:     from.seq(s.Seq),
		FIN:     s.Flags&netem.FIN != 0,
		SYN:     s.Flags&netem.SYN != 0,
		RST:     s.Flags&netem.RST != 0,
		PSH:     s.Flags&netem.PSH != 0,
		ACK:     s.Flags&netem.ACK != 0,
		Options: options(s, from, to),
	}
	if t.ACK {
		t.Ack = to.seq(s.Ack)
	}
	window := s.Window
	if !t.SYN { // rounded up, so that it never shrinks (tcp_select_window)
		window = (window + 1<<windowScale - 1) >> windowScale
	}
	t.Window = uint16(min(window, 65535))
	return t
}

// options are the segment's, laid out as Linux does (tcp_options_write).
func options(s *netem.Segment, from, to side) []layers.TCPOption {
	var list []layers.TCPOption
	add := func(kind layers.TCPOptionKind, data ...byte) {
		length := uint8(2 + len(data))
		if kind == layers.TCPOptionKindNop {
			length = 1
		}
		list = append(list, layers.TCPOption{OptionType: kind, OptionLength: length, OptionData: data})
	}
	pad := func(n int) {
		for range n {
			add(layers.TCPOptionKindNop)
		}
	}
	syn := s.Flags&netem.SYN != 0
	if syn {
		add(layers.TCPOptionKindMSS, binary.BigEndian.AppendUint16(nil, uint16(s.MSS))...)
		if s.SACKOK {
			if !s.TS {
				pad(2)
			}
			add(layers.TCPOptionKindSACKPermitted)
		}
	}
	if s.TS {
		if !syn || !s.SACKOK {
			pad(2)
		}
		data := binary.BigEndian.AppendUint32(nil, from.ticks(s.TSVal))
		echo := uint32(0) // of a SYN that answers none
		if s.Flags&netem.ACK != 0 {
			echo = to.ticks(s.TSEcr)
		}
		add(layers.TCPOptionKindTimestamps, binary.BigEndian.AppendUint32(data, echo)...)
	}
	if syn {
		pad(1)
		add(layers.TCPOptionKindWindowScale, windowScale)
	}
	if len(s.SACK) > 0 {
		pad(2)
		var data []byte
		for _, r := range s.SACK {
			data = binary.BigEndian.AppendUint32(data, to.seq(r.Start))
			data = binary.BigEndian.AppendUint32(data, to.seq(r.End))
		}
		add(layers.TCPOptionKindSACK, data...)
	}
	return list
}
