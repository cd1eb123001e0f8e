package browser

import (
	"bytes"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// sink is a connection that keeps what is written.
type sink struct {
	net.Conn
	bytes.Buffer
}

func (s *sink) Read(b []byte) (int, error)  { return s.Buffer.Read(b) }
func (s *sink) Write(b []byte) (int, error) { return s.Buffer.Write(b) }

// client writes requests as net/http does: a preface, settings, and a frame for
// each header.
type client struct {
	wire    bytes.Buffer
	framer  *http2.Framer
	block   bytes.Buffer
	encoder *hpack.Encoder
}

func newClient(t *testing.T) *client {
	c := &client{}
	c.wire.WriteString(http2.ClientPreface)
	c.framer = http2.NewFramer(&c.wire, nil)
	c.encoder = hpack.NewEncoder(&c.block)
	require.NoError(t, c.framer.WriteSettings(http2.Setting{ID: http2.SettingEnablePush}))
	return c
}

func (c *client) request(t *testing.T, stream uint32, fields ...string) {
	c.block.Reset()
	for i := 0; i < len(fields); i += 2 {
		require.NoError(t, c.encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]}))
	}
	require.NoError(t, c.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: c.block.Bytes(), EndStream: true, EndHeaders: true,
	}))
}

// sent is what goes out of what the client wrote, when it comes in pieces of
// that size.
func sent(t *testing.T, c *client, pieces int) []byte {
	out := &sink{}
	o := newOrderedFields(out)
	for wire := c.wire.Bytes(); len(wire) > 0; {
		n, err := o.Write(wire[:min(pieces, len(wire))])
		require.NoError(t, err)
		wire = wire[n:]
	}
	return out.Bytes()
}

// received decodes what went out, as a server does.
func received(t *testing.T, wire []byte) (headers [][]hpack.HeaderField) {
	rest, ok := bytes.CutPrefix(wire, []byte(http2.ClientPreface))
	require.True(t, ok)
	framer := http2.NewFramer(nil, bytes.NewReader(rest))
	framer.ReadMetaHeaders = hpack.NewDecoder(initialTable, nil)
	framer.ReadMetaHeaders.SetAllowedMaxDynamicTableSize(headerTable)
	for {
		f, err := framer.ReadFrame()
		if err != nil {
			return headers
		}
		if h, ok := f.(*http2.MetaHeadersFrame); ok {
			headers = append(headers, h.Fields)
		}
	}
}

// However net/http orders the fields, and however it cuts its writes, the bytes
// that go out are the same.
func TestFieldsInOrder(t *testing.T) {
	a, b := newClient(t), newClient(t)
	for stream := uint32(1); stream < 200; stream += 2 {
		path := "/" + string(rune('a'+stream%26)) + "/something"
		a.request(t, stream, ":method", "GET", ":path", path, "accept", "*/*", "referer", "http://x/", "priority", "u=1")
		b.request(t, stream, ":method", "GET", ":path", path, "priority", "u=1", "accept", "*/*", "referer", "http://x/")
		if stream == 101 { // the server has said how large its table is
			a.encoder.SetMaxDynamicTableSizeLimit(headerTable)
			a.encoder.SetMaxDynamicTableSize(20000)
			b.encoder.SetMaxDynamicTableSizeLimit(headerTable)
			b.encoder.SetMaxDynamicTableSize(20000)
		}
	}
	want := sent(t, a, 1<<20)
	require.Equal(t, want, sent(t, b, 1<<20))
	require.Equal(t, want, sent(t, a, 7))
	headers := received(t, want)
	require.Len(t, headers, 100)
	require.Equal(t, []hpack.HeaderField{
		{Name: ":method", Value: "GET"},
		{Name: ":path", Value: "/b/something"},
		{Name: "accept", Value: "*/*"},
		{Name: "priority", Value: "u=1"},
		{Name: "referer", Value: "http://x/"},
	}, headers[0])
}

// A header that is cut into two frames is not one of ours.
func TestFieldsOfTwoFrames(t *testing.T) {
	c := newClient(t)
	require.NoError(t, c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x82}}))
	_, err := newOrderedFields(&sink{}).Write(c.wire.Bytes())
	require.ErrorContains(t, err, "does not fit one frame")
}
