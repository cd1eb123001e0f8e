package testpath

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"unsafe"
)

// Numbers of linux/if_tun.h and linux/if.h that package syscall lacks, or
// gives a type that does not fit.
const (
	tunDevice = "/dev/net/tun"
	flagUp    = syscall.IFF_UP | syscall.IFF_RUNNING
)

// ifreq is linux/if.h's struct ifreq: a name and 24 bytes that depend on the
// request.
type ifreq struct {
	name [syscall.IFNAMSIZ]byte
	data [24]byte
}

// openTUN makes a TUN device in the calling thread's namespace, gives it an
// address in a network of 256 and sets it up.
func openTUN(addr string) (fd int, err error) {
	fd, err = syscall.Open(tunDevice, syscall.O_RDWR|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("open %s: %w", tunDevice, err)
	}
	req := ifreq{}
	copy(req.name[:], "path0")
	*(*uint16)(unsafe.Pointer(&req.data)) = syscall.IFF_TUN | syscall.IFF_NO_PI
	if err := ioctl(fd, syscall.TUNSETIFF, &req); err != nil {
		syscall.Close(fd)
		return -1, fmt.Errorf("make a tun device: %w", err)
	}
	if err := configure("path0", addr); err != nil {
		syscall.Close(fd)
		return -1, err
	}
	return fd, nil
}

// configure sets up a device of the calling thread's namespace, with an IPv4
// address unless addr is "".
func configure(device, addr string) error {
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("set up %s: %w", device, err)
	}
	defer syscall.Close(s)
	name := ifreq{}
	copy(name.name[:], device)
	set := func(request uintptr, fill func(data []byte)) {
		if err == nil {
			req := name
			fill(req.data[:])
			err = ioctl(s, request, &req)
		}
	}
	inet := func(ip [4]byte) func([]byte) { // struct sockaddr_in
		return func(data []byte) {
			*(*uint16)(unsafe.Pointer(&data[0])) = syscall.AF_INET
			copy(data[4:], ip[:])
		}
	}
	if addr != "" {
		ip, perr := netip.ParseAddr(addr)
		if perr != nil {
			return perr
		}
		set(syscall.SIOCSIFADDR, inet(ip.As4()))
		set(syscall.SIOCSIFNETMASK, inet([4]byte{255, 255, 255, 0}))
		set(syscall.SIOCSIFMTU, func(data []byte) { *(*int32)(unsafe.Pointer(&data[0])) = MTU })
		set(syscall.SIOCSIFTXQLEN, func(data []byte) { *(*int32)(unsafe.Pointer(&data[0])) = 10000 })
	}
	set(syscall.SIOCSIFFLAGS, func(data []byte) { *(*uint16)(unsafe.Pointer(&data[0])) = flagUp })
	if err != nil {
		return fmt.Errorf("set up %s: %w", device, err)
	}
	return nil
}

func ioctl(fd int, request uintptr, req *ifreq) error {
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(req)))
	if errno != 0 {
		return errno
	}
	return nil
}

// sysctl sets a kernel setting of the calling thread's namespace.
func sysctl(name, value string) error {
	file := "/proc/sys/" + strings.ReplaceAll(name, ".", "/")
	if err := os.WriteFile(file, []byte(value), 0); err != nil {
		return fmt.Errorf("set %s to %s: %w", name, value, err)
	}
	return nil
}
