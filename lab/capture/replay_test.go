package capture_test

import (
	"context"
	"encoding/binary"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/lab/page"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// load plays a page of 13 files on a lossy path and captures it at the browser.
func load(t *testing.T, change func(*scenario.Run)) (run timeline.Run, pcapng []byte) {
	t.Helper()
	settings := scenario.Run{
		Name: "run", Seed: 5, HTTP: "1.1",
		Network: scenario.Network{RTT: 40 * time.Millisecond, Down: 9 * netem.Mbps, LossDown: 0.02, LossUp: 0.02},
		Page:    scenario.Page{HTML: 20_000, Hosts: 1, Assets: []scenario.Assets{{Count: 12, Size: 20_000, Type: page.Image}}},
		Browser: scenario.Browser{ConnectionsPerHost: 6},
	}
	change(&settings)
	synctest.Test(t, func(t *testing.T) {
		var recorder *capture.Recorder
		var err error
		run, err = replay.Run(context.Background(), settings.Setup(), replay.Options{
			Prepare: func(_ string, net *replay.Network) {
				recorder = capture.New(net.Network, settings.Seed, net.Browser)
				net.KeyLog = recorder.KeyLog()
			},
			Done: func(string) { recorder.Stop() },
		})
		require.NoError(t, err)
		require.Empty(t, run.Err)
		pcapng = file(t, recorder)
	})
	return run, pcapng
}

// A capture at the browser has the packets and bytes that the timeline counts,
// each way.
func TestAgreesWithTimeline(t *testing.T) {
	for name, change := range map[string]func(*scenario.Run){
		"HTTP/1.0":        func(r *scenario.Run) { r.HTTP, r.KeepAlive = "1.0", new(false) },
		"HTTP/1.1":        func(*scenario.Run) {},
		"HTTP/2, TLS 1.3": func(r *scenario.Run) { r.HTTP, r.TLS.Version = "2", "1.3" },
	} {
		t.Run(name, func(t *testing.T) {
			run, pcapng := load(t, change)
			packets, _ := read(t, pcapng)
			var down, up, bytesDown, bytesUp int
			for _, p := range packets {
				if p.ip.DstIP.Equal(packets[0].ip.SrcIP) {
					down, bytesDown = down+1, bytesDown+len(p.raw)
				} else {
					up, bytesUp = up+1, bytesUp+len(p.raw)
				}
			}
			require.Positive(t, run.Dropped)
			require.Equal(t, run.PacketsDown, down)
			require.Equal(t, run.PacketsUp, up)
			require.EqualValues(t, run.BytesDown, bytesDown)
			require.EqualValues(t, run.BytesUp, bytesUp)
		})
	}
}

// The secrets of every connection stand before the first packet: Wireshark
// reads a file once, from its beginning.
func TestKeysComeFirst(t *testing.T) {
	const (
		section, iface, secrets, packetBlock = 0x0A0D0D0A, 1, 10, 6 // block types of pcapng
		tlsKeyLog                            = 0x544c534b
	)
	for version, lines := range map[string]string{
		"1.2": `CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n`,
		"1.3": `CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} [0-9a-f]{64}\n`,
	} {
		t.Run(version, func(t *testing.T) {
			run, pcapng := load(t, func(r *scenario.Run) { r.TLS.Version = version })
			var kinds []uint32
			for at := 0; len(kinds) < 4; {
				kind, length := binary.LittleEndian.Uint32(pcapng[at:]), binary.LittleEndian.Uint32(pcapng[at+4:])
				if kind == secrets {
					require.EqualValues(t, tlsKeyLog, binary.LittleEndian.Uint32(pcapng[at+8:]))
					text := pcapng[at+16:][:binary.LittleEndian.Uint32(pcapng[at+12:])]
					secured := 0
					for _, c := range run.Connections {
						if c.TLS > 0 { // the load can be over before the last one is
							secured++
						}
					}
					require.Len(t, regexp.MustCompile(lines).FindAllIndex(text, -1), secured)
				}
				kinds = append(kinds, kind)
				at += int(length)
			}
			require.Equal(t, []uint32{section, iface, secrets, packetBlock}, kinds)
		})
	}
}
