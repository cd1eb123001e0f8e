package capture_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gopacket/gopacket/layers"
	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/netem"
)

// Every packet that netem tells of is in the file: when it passed the host, as
// long as it was, with its bytes and numbers. The first number of each side is
// the file's own; all others count from there.
func TestEveryPacket(t *testing.T) {
	tr := download(t, 1, 0.03)
	for host, file := range map[string][]byte{"browser": tr.browser, "server": tr.server} {
		t.Run(host, func(t *testing.T) {
			packets, section := read(t, file)
			require.Equal(t, "a download; captured at "+host+", seed 1", section.Comment)
			events := tr.at(host)
			require.Len(t, packets, len(events))
			first := map[string]uint32{} // initial sequence numbers
			for i, p := range packets {
				e := events[i]
				require.Equal(t, tr.epoch.Add(e.Time).UnixNano(), p.time.UnixNano())
				require.Len(t, p.raw, e.Size)
				require.EqualValues(t, e.Packet, p.ip.Id)
				require.Equal(t, e.Src.Addr().String(), p.ip.SrcIP.String())
				require.Equal(t, e.Dst.Addr().String(), p.ip.DstIP.String())
				require.Equal(t, len(e.Data), len(p.payload))
				require.Equal(t, string(e.Data), string(p.payload))
				require.Equal(t, flags(&e.Segment), flagsOf(p.tcp))

				if p.tcp.SYN {
					first[e.From.Name()] = p.tcp.Seq
				}
				require.Equal(t, uint32(e.Segment.Seq), p.tcp.Seq-first[e.From.Name()])
				if p.tcp.ACK {
					require.Equal(t, uint32(e.Segment.Ack), p.tcp.Ack-first[e.To.Name()])
				}
			}
			require.Len(t, first, 2)
			require.NotEqual(t, first["browser"], first["server"])
		})
	}
}

func flags(s *netem.Segment) string {
	f := s.Flags
	return fmt.Sprint(f&netem.SYN != 0, f&netem.ACK != 0, f&netem.FIN != 0, f&netem.RST != 0, f&netem.PSH != 0)
}

func flagsOf(h *layers.TCP) string { return fmt.Sprint(h.SYN, h.ACK, h.FIN, h.RST, h.PSH) }

// RFC 1071: the ones' complement sum over what a checksum covers, itself
// included, is all ones.
func TestChecksums(t *testing.T) {
	tr := download(t, 1, 0.03)
	packets, _ := read(t, tr.browser)
	require.NotEmpty(t, packets)
	for _, p := range packets {
		require.Equal(t, uint16(0xffff), sum(p.raw[:20]))
		pseudo := append([]byte{}, p.raw[12:20]...) // both addresses
		pseudo = append(pseudo, 0, p.raw[9])
		pseudo = binary.BigEndian.AppendUint16(pseudo, uint16(len(p.raw)-20))
		require.Equal(t, uint16(0xffff), sum(append(pseudo, p.raw[20:]...)))
	}
}

func sum(b []byte) uint16 {
	if len(b)%2 == 1 {
		b = append(b[:len(b):len(b)], 0)
	}
	total := uint32(0)
	for i := 0; i < len(b); i += 2 {
		total += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for total > 0xffff {
		total = total>>16 + total&0xffff
	}
	return uint16(total)
}

// What the browser did not get is in no packet of its file: the next one says
// so. What the server sent and was lost is in its file, with a comment.
func TestDropsAreCommented(t *testing.T) {
	tr := download(t, 1, 0.03)
	down, up := 0, 0
	for _, e := range tr.events {
		switch {
		case e.Kind != netem.Dropped:
		case e.To.Name() == "browser":
			down++
		default:
			up++
		}
	}
	require.Positive(t, down)
	require.Positive(t, up)
	for _, tc := range []struct {
		file          []byte
		own, expected int
	}{{tr.browser, up, down}, {tr.server, down, up}} {
		packets, _ := read(t, tc.file)
		own, expected := 0, 0
		for _, p := range packets {
			for _, c := range p.comments {
				switch {
				case strings.HasPrefix(c, "dropped: "):
					own++
				case strings.HasPrefix(c, "before this, packet "), strings.HasPrefix(c, "after this, packet "):
					expected++
				}
				require.Contains(t, c, ": "+string(reasonIn(t, c)))
			}
		}
		require.Equal(t, tc.own, own)
		require.Equal(t, tc.expected, expected)
	}
}

func reasonIn(t *testing.T, comment string) netem.Reason {
	t.Helper()
	for _, r := range []netem.Reason{netem.Lost, netem.QueueFull} {
		if strings.Contains(comment, string(r)) {
			return r
		}
	}
	require.Fail(t, "no reason in "+comment)
	return ""
}

// The same seed gives the same file; another gives other initial sequence
// numbers.
func TestSameBytes(t *testing.T) {
	a, b, c := download(t, 1, 0), download(t, 1, 0), download(t, 2, 0)
	require.Equal(t, a.browser, b.browser)
	require.Equal(t, a.server, b.server)
	of1, _ := read(t, a.browser)
	of2, _ := read(t, c.browser)
	require.NotEqual(t, of1[0].tcp.Seq, of2[0].tcp.Seq)
}

// A computer that changes networks is two hosts, and one capture.
func TestSeveralHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := netem.New(netem.Config{})
		defer n.Close()
		server := n.Host("server", netem.Link{})
		pc, err := server.ListenPacket("udp", ":9")
		require.NoError(t, err)
		wifi, mobile := n.Host("wifi", netem.Link{}), n.Host("mobile", netem.Link{})
		recorder := capture.New(n, 1, wifi, mobile)
		for _, h := range []*netem.Host{wifi, mobile} {
			c, err := h.Dial("udp", "server:9")
			require.NoError(t, err)
			_, err = c.Write([]byte(h.Name()))
			require.NoError(t, err)
		}
		time.Sleep(time.Millisecond)
		require.NoError(t, pc.Close())
		packets, _ := read(t, file(t, recorder))
		require.Len(t, packets, 2)
		require.Equal(t, "wifi", string(packets[0].payload))
		require.Equal(t, "mobile", string(packets[1].payload))
	})
}
