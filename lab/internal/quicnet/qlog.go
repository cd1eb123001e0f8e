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
// JSON text sequence for each end of each, for quic.Config.Tracer. It returns
// nil, which logs nothing, when open is nil.
func Tracer(open Open) func(context.Context, bool, quic.ConnectionID) qlogwriter.Trace {
	if open == nil {
		return nil
	}
	return func(_ context.Context, isClient bool, id quic.ConnectionID) qlogwriter.Trace {
		end := Server
		if isClient {
			end = Client
		}
		w := open(end, id.String())
		if w == nil {
			return nil
		}
		log := qlogwriter.NewConnectionFileSeq(w, isClient, id)
		go log.Run()
		return repeated{log}
	}
}
