package testpath

import (
	"fmt"
	"syscall"
)

// Congestion gives the Control of a net.Dialer or net.ListenConfig whose
// sockets use that congestion control, among those of sysctl
// net.ipv4.tcp_available_congestion_control.
func Congestion(name string) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		var err error
		if cerr := c.Control(func(fd uintptr) {
			err = syscall.SetsockoptString(int(fd), syscall.IPPROTO_TCP, syscall.TCP_CONGESTION, name)
		}); cerr != nil {
			return cerr
		}
		if err != nil {
			return fmt.Errorf("use congestion control %s: %w (modprobe tcp_%s may help)", name, err, name)
		}
		return nil
	}
}
