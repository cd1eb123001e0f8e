package quicnet

import (
	"cmp"
	"slices"

	h3log "github.com/quic-go/quic-go/http3/qlog"
	"github.com/quic-go/quic-go/qlog"
	"github.com/quic-go/quic-go/qlogwriter"
)

// repeated is a log that is the same every time. Header fields are in order:
// quic-go has them in that of Go's maps, on the wire too, where only the order
// of the bytes tells. What depends on TLS's keys, which are new every time, is
// left out: checksums of what is encrypted, and tokens, which are zeros here.
type repeated struct{ qlogwriter.Trace }

func (t repeated) AddProducer() qlogwriter.Recorder {
	r := t.Trace.AddProducer()
	if r == nil {
		return nil
	}
	return recorder{r}
}

type recorder struct{ qlogwriter.Recorder }

func (r recorder) RecordEvent(e qlogwriter.Event) {
	switch event := e.(type) {
	case h3log.FrameCreated:
		sortFields(event.Frame)
	case h3log.FrameParsed:
		sortFields(event.Frame)
	case qlog.PacketSent:
		event.DatagramPayloadChecksum = 0
		hideTokens(event.Frames)
		e = event
	case qlog.PacketReceived:
		event.DatagramPayloadChecksum = 0
		hideTokens(event.Frames)
		e = event
	case qlog.PacketBuffered:
		event.DatagramPayloadChecksum = 0
		e = event
	case qlog.PacketDropped:
		event.DatagramPayloadChecksum = 0
		e = event
	}
	r.Recorder.RecordEvent(e)
}

func sortFields(f h3log.Frame) {
	if headers, ok := f.Frame.(h3log.HeadersFrame); ok {
		slices.SortFunc(headers.HeaderFields, func(a, b h3log.HeaderField) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// hideTokens changes the list, not the frames, which are on their way.
func hideTokens(frames []qlog.Frame) {
	for i, f := range frames {
		if token, ok := f.Frame.(*qlog.NewTokenFrame); ok {
			frames[i] = qlog.Frame{Frame: &qlog.NewTokenFrame{Token: make([]byte, len(token.Token))}}
		}
	}
}
