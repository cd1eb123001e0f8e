package testpath

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// relay carries the packets of two TUN devices, each way over a lane.
type relay struct {
	tun   [2]int   // the client's and the server's
	lanes [2]*lane // lanes[i] takes what tun[i] sends to tun[1-i]
	wake  int      // becomes readable when the relay has to end
	start time.Time
}

// run carries packets until wake is readable. It stays on one thread, which it
// puts before others: what it is late by is what the path gets wrong.
func (r *relay) run() error {
	runtime.LockOSThread()
	prefer()
	for {
		now := time.Since(r.start)
		for i, l := range r.lanes {
			if err := r.read(r.tun[i], l, now); err != nil {
				return err
			}
		}
		now = time.Since(r.start)
		next := never
		for i, l := range r.lanes {
			for p := l.take(now); p != nil; p = l.take(now) {
				// A device that has no room loses the packet, as devices do.
				_, err := syscall.Write(r.tun[1-i], p.data[:p.size])
				l.done(p)
				if err != nil && !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EINTR) {
					return fmt.Errorf("write to the tun device: %w", err)
				}
			}
			next = min(next, l.due())
		}
		ended, err := r.wait(next)
		if ended || err != nil {
			return err
		}
	}
}

// read puts all that waits in the device on the lane.
func (r *relay) read(tun int, l *lane, now time.Duration) error {
	for {
		p := l.room()
		n, err := syscall.Read(tun, p.data[:])
		switch {
		case errors.Is(err, syscall.EAGAIN):
			return nil
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return fmt.Errorf("read from the tun device: %w", err)
		case n > 0 && p.data[0]>>4 == 4: // IPv4 alone
			l.put(now, n)
		}
	}
}

// wait returns when a device has something, when next has come, or with true
// when the relay has to end.
func (r *relay) wait(next time.Duration) (ended bool, err error) {
	var timeout *syscall.Timeval // nil: for ever
	if next != never {
		t := syscall.NsecToTimeval(int64(max(0, next-time.Since(r.start)) + time.Microsecond - 1))
		timeout = &t
	}
	var set syscall.FdSet
	top := 0
	for _, fd := range []int{r.tun[0], r.tun[1], r.wake} {
		set.Bits[fd/64] |= 1 << (fd % 64)
		top = max(top, fd)
	}
	n, err := syscall.Select(top+1, &set, nil, nil, timeout)
	if errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("wait for packets: %w", err)
	}
	return n > 0 && set.Bits[r.wake/64]&(1<<(r.wake%64)) != 0, nil
}

// prefer asks the kernel to wake the calling thread on time: without the 50 µs
// that it may add to a timeout, and before threads of ordinary priority. The
// path works without either, less exactly.
func prefer() {
	const (
		timerSlack = 29 // PR_SET_TIMERSLACK, linux/prctl.h
		fifo       = 1  // SCHED_FIFO, linux/sched.h
	)
	syscall.RawSyscall(syscall.SYS_PRCTL, timerSlack, 1, 0)
	priority := int32(1)
	syscall.RawSyscall(syscall.SYS_SCHED_SETSCHEDULER, 0, fifo, uintptr(unsafe.Pointer(&priority)))
}
