package capture_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/stretchr/testify/require"

	"rttlab/lab/capture"
	"rttlab/netem"
)

// transfer is a download over an emulated network, as it was captured at both
// ends and as netem told it.
type transfer struct {
	browser, server []byte // pcapng files
	events          []netem.Event
	epoch           time.Time
}

// download fetches 300 kB over a path that loses that share of packets each
// way, on a link of 9 Mbit/s with room for 20 packets. The path takes 60 ms
// there and back.
func download(t *testing.T, seed uint64, loss float64) (out transfer) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		out.epoch = time.Now()
		n := netem.New(netem.Config{Seed: seed})
		defer n.Close()
		browser := n.Host("browser", netem.Link{Down: 9 * netem.Mbps, Queue: netem.Queue{Packets: 20}})
		server := n.Host("server", netem.Link{})
		require.NoError(t, n.Path(browser, server, netem.Path{RTT: 60 * time.Millisecond, Loss: loss}))
		n.Observe(func(e netem.Event) { out.events = append(out.events, e) })
		atBrowser, atServer := capture.New(n, seed, browser), capture.New(n, seed, server)

		ln, err := server.Listen("tcp", ":80")
		require.NoError(t, err)
		go func() {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			body := make([]byte, 300_000)
			for i := range body {
				body[i] = byte(i * 7)
			}
			_, _ = c.Write(body)
			_ = c.Close()
		}()
		c, err := browser.Dial("tcp", "server:80")
		require.NoError(t, err)
		got, err := io.ReadAll(c)
		require.NoError(t, err)
		require.Len(t, got, 300_000)
		require.NoError(t, c.Close())
		time.Sleep(time.Second) // the last ACKs
		atBrowser.Stop()
		atServer.Stop()
		out.browser, out.server = file(t, atBrowser), file(t, atServer)
	})
	return out
}

func file(t *testing.T, r *capture.Recorder) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, r.Write(&buf, "a download"))
	return buf.Bytes()
}

// recorded is a packet read back from a file.
type recorded struct {
	time     time.Time
	raw      []byte
	ip       *layers.IPv4
	tcp      *layers.TCP // nil: UDP
	payload  []byte
	comments []string
}

func read(t *testing.T, file []byte) (packets []recorded, section pcapgo.NgSectionInfo) {
	t.Helper()
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.DefaultNgReaderOptions)
	require.NoError(t, err)
	require.Equal(t, layers.LinkTypeRaw, r.LinkType())
	for {
		data, info, opts, err := r.ReadPacketDataWithOptions()
		if errors.Is(err, io.EOF) {
			return packets, r.SectionInfo()
		}
		require.NoError(t, err)
		require.Equal(t, len(data), info.Length)
		p := gopacket.NewPacket(data, layers.LayerTypeIPv4, gopacket.Default)
		require.Nil(t, p.ErrorLayer())
		rec := recorded{time: info.Timestamp, raw: data, ip: p.NetworkLayer().(*layers.IPv4), comments: opts.Comments}
		if l, ok := p.TransportLayer().(*layers.TCP); ok {
			rec.tcp = l
		}
		rec.payload = p.TransportLayer().LayerPayload()
		packets = append(packets, rec)
	}
}

// at are the events that a capture at the host consists of.
func (tr *transfer) at(host string) (seen []netem.Event) {
	for _, e := range tr.events {
		if e.Kind == netem.Sent && e.From.Name() == host || e.Kind == netem.Delivered && e.To.Name() == host {
			seen = append(seen, e)
		}
	}
	return seen
}
