package netem

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"
)

// Dialer dials real connections from behind an emulated access link that they
// share. The zero Dialer emulates nothing. It must not be copied or changed
// once it was used.
type Dialer struct {
	Link   Link
	Path   Path
	Config Config
	Real   net.Dialer // makes the real connections

	once  sync.Once
	front *front
	err   error
}

// Dial is DialContext without a context.
func (d *Dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext makes a real connection and then an emulated one in front of it,
// whose handshake takes the path's round trip; being refused takes a round trip
// as well. Real.Timeout and Real.Deadline hold for both together. Datagrams, of
// networks such as "udp", need no handshake; see Wrap.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	d.once.Do(func() { d.front, d.err = newFront(d.Link, d.Path, d.Config) })
	if d.err != nil {
		return nil, d.err
	}
	if network == "unixpacket" {
		return nil, opError("dial", "connect", network, nil, nil, net.UnknownNetworkError(network))
	}
	if end := d.deadline(time.Now()); !end.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
	}
	c, err := d.Real.DialContext(ctx, network, address)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, d.front.refused(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	if kindOf(c) == datagrams {
		return d.front.wrapPackets(c)
	}
	near, err := d.front.dial(ctx, c)
	if err != nil {
		c.Close()
		return nil, opError("dial", "connect", network, nil, c.RemoteAddr(), cause(err))
	}
	return near, nil
}

// deadline is the end of the real dialler's patience; zero: none.
func (d *Dialer) deadline(now time.Time) time.Time {
	end := d.Real.Deadline
	if d.Real.Timeout > 0 {
		if t := now.Add(d.Real.Timeout); end.IsZero() || t.Before(end) {
			end = t
		}
	}
	return end
}

// refused has the SYN go to the far host and a RST come back. It gives the real
// dial's error, or that of who did not wait for it.
func (f *front) refused(ctx context.Context, refusal error) error {
	const nobodys = "far:1"
	_, err := f.near.DialContext(ctx, "tcp", nobodys)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return refusal
	}
	var op *net.OpError
	if !errors.As(refusal, &op) {
		return err
	}
	named := *op
	named.Err = cause(err)
	return &named
}

// cause is an error without the addresses of the emulated network.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
