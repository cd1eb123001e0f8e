package browser

import (
	"context"
	"time"

	"github.com/quic-go/quic-go"
)

// validation is how long a new path may take to be validated: three times the
// probe timeout of a path whose RTT is not known, as RFC 9000 §8.2.4 advises
// (RFC 9002 §6.2.2: 333 ms, and 999 ms for the timeout).
const validation = 3 * time.Second

// reservedStream is a type of stream that means nothing and must be ignored
// (RFC 9114 §6.2.3).
const reservedStream = 0x21

// migrate goes on from another address (RFC 9000 §9): it has the server confirm
// that packets get there and back, and then uses it. The server follows when it
// gets something that is no probe (§9.3). A browser that is only receiving has
// nothing of the kind to send, so it sends a stream that means nothing;
// Chromium sends a PING, which quic-go does not let us do.
func (c *http3Conn) migrate(ctx context.Context, n *Network) error {
	ctx, cancel := context.WithTimeout(ctx, validation)
	defer cancel()
	defer context.AfterFunc(c.quic.Context(), cancel)()
	socket, err := c.listen(n)
	if err != nil {
		return err
	}
	path, err := c.quic.AddPath(socket.transport)
	if err != nil {
		return err
	}
	if err := path.Probe(ctx); err != nil {
		return err
	}
	if err := path.Switch(); err != nil {
		return err
	}
	return wave(c.quic)
}

func wave(conn *quic.Conn) error {
	s, err := conn.OpenUniStream()
	if err != nil {
		return err
	}
	if _, err := s.Write([]byte{reservedStream}); err != nil {
		return err
	}
	return s.Close()
}
