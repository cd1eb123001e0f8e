package dissect

import (
	"bytes"
	"fmt"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

var preface = []byte(http2.ClientPreface)

// http2 names what is asked for and answered, and the frames that are about the
// connection.
func (d *dissector) http2(up, down text) {
	paths := map[uint32]string{}
	frames(up, len(preface), func(at int64, f http2.Frame, _ *hpack.Decoder) {
		if h, ok := f.(*http2.MetaHeadersFrame); ok && h.PseudoValue("method") != "" {
			paths[h.StreamID] = h.PseudoValue("path")
			d.up = append(d.up, Message{at, h.PseudoValue("method") + " " + h.PseudoValue("path")})
			return
		}
		d.up = connectionFrame(d.up, at, f)
	})
	frames(down, 0, func(at int64, f http2.Frame, fields *hpack.Decoder) {
		switch f := f.(type) {
		case *http2.MetaHeadersFrame:
			if status := f.PseudoValue("status"); status != "" {
				d.down = append(d.down, Message{at, status + " " + paths[f.StreamID]})
			}
		case *http2.PushPromiseFrame:
			promised, _ := fields.DecodeFull(f.HeaderBlockFragment()) // what cannot be read has no path
			for _, field := range promised {
				if field.Name == ":path" {
					paths[f.PromiseID] = field.Value
				}
			}
			d.down = append(d.down, Message{at, "PUSH_PROMISE " + paths[f.PromiseID]})
		default:
			d.down = connectionFrame(d.down, at, f)
		}
	})
}

// connectionFrame adds a frame that says something of the connection.
func connectionFrame(to []Message, at int64, f http2.Frame) []Message {
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if f.IsAck() {
			return to
		}
		return append(to, Message{at, "SETTINGS"})
	case *http2.GoAwayFrame:
		return append(to, Message{at, "GOAWAY"})
	case *http2.RSTStreamFrame:
		return append(to, Message{at, fmt.Sprintf("RST_STREAM %d", f.StreamID)})
	}
	return to
}

// frames reads those of one direction from a byte on.
func frames(t text, from int, each func(at int64, f http2.Frame, fields *hpack.Decoder)) {
	if from > len(t.bytes) {
		return
	}
	in := bytes.NewReader(t.bytes[from:])
	framer := http2.NewFramer(nil, in)
	framer.SetMaxReadFrameSize(1<<24 - 1)
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil) // SETTINGS_HEADER_TABLE_SIZE at first (RFC 9113 §6.5.2)
	framer.ReadMetaHeaders.SetAllowedMaxDynamicTableSize(1 << 20)
	for {
		at := len(t.bytes) - in.Len()
		f, err := framer.ReadFrame()
		if err != nil {
			return
		}
		each(t.wire(at), f, framer.ReadMetaHeaders)
	}
}
