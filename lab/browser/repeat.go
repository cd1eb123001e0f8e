package browser

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/quic-go/quic-go"
)

// mayRepeat says whether a request that failed is sent again. A GET may come
// twice (RFC 9110 §9.2.2), and so may what has had no answer yet. It is sent again when its network is gone; when
// nothing had come back on a connection that had worked before, since the server
// may have hung up in that moment; and when such a connection was torn down in
// the middle of an answer. What fails on a connection that has never worked has
// failed.
//
// Chromium repeats what has had no answer yet (net/http/http_network_transaction.cc:
// ShouldResendRequest), and leaves it to the page's reader to reload the rest.
// A load that is to be compared with others has to be complete.
//
// After maxVain repeats for which nothing else has come either it has failed.
func (f *fetch) mayRepeat(err error) bool {
	if f.vain >= maxVain {
		return false
	}
	if f.firstByte.Load() > 0 && !f.res.Safe() {
		return false // it may have done something
	}
	if f.link.lost || !f.first && f.firstByte.Load() == 0 {
		return true
	}
	return f.link.answers > 0 && tornDown(err)
}

// maxVain is how often a request starts over, as Chromium limits it against
// servers and bugs that would have it do so for ever
// (net/http/http_network_transaction.cc: kMaxRestarts).
const maxVain = 32

// tornDown says whether the other end, or something between, has ended the
// connection.
func tornDown(err error) bool {
	var closed *quic.ApplicationError
	var reset *quic.StatelessResetError
	switch {
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return true
	case errors.As(err, &closed):
		return closed.Remote
	}
	return errors.As(err, &reset)
}

// startOver forgets what had come of a request.
func (f *fetch) startOver() {
	f.sent.Store(0)
	f.firstByte.Store(0)
	if f.link.answers == f.answers {
		f.vain++
	}
	f.got, f.complete, f.interim, f.status, f.last = 0, 0, false, 0, false
	f.pushed = false
}
