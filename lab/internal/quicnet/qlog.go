package quicnet

import (
	"context"
	"io"

	"github.com/quic-go/quic-go"
	"github.com/quic-go/quic-go/qlogwriter"
)

// Open opens the log of one end of a connection, and is told the ID by which
// both ends know the connection: the client's first destination connection ID
// (RFC 9000 §7.2) in hexadecimal. Without a log it returns nil.
type Open func(end End, id string) io.WriteCloser

// Tracer logs connections as qlog has it (draft-ietf-quic-qlog-main-schema), a
// JSON text sequence for each end of each, and has watch listen, for
// quic.Config.Tracer. Either may be nil; it returns nil, which costs nothing,
// when both are.
func Tracer(open Open, watch *Watch) func(context.Context, bool, quic.ConnectionID) qlogwriter.Trace {
	if open == nil && watch == nil {
		return nil
	}
	return func(_ context.Context, isClient bool, id quic.ConnectionID) qlogwriter.Trace {
		end := Server
		if isClient {
			end = Client
		}
		var traces both
		if watch != nil {
			traces = append(traces, watch.log(end, id.String()))
		}
		if open != nil {
			if w := open(end, id.String()); w != nil {
				log := qlogwriter.NewConnectionFileSeq(w, isClient, id)
				go log.Run()
				traces = append(traces, repeated{log})
			}
		}
		switch len(traces) {
		case 0:
			return nil
		case 1:
			return traces[0]
		}
		return traces
	}
}
