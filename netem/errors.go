package netem

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"

	"rttlab/netem/internal/tcp"
)

// Errors are package net's: a *net.OpError around what happened.

// canceled and timedOut are what package net makes of a context's end during a
// dial.
type (
	canceled struct{}
	timedOut struct{}
)

func (canceled) Error() string        { return "operation was canceled" }
func (canceled) Is(target error) bool { return target == context.Canceled }

func (timedOut) Error() string        { return "i/o timeout" }
func (timedOut) Timeout() bool        { return true }
func (timedOut) Temporary() bool      { return true }
func (timedOut) Is(target error) bool { return target == context.DeadlineExceeded }

func contextError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return canceled{}
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut{}
	}
	return err
}

// tcpError is the errno of a connection that ended for that reason.
func tcpError(err error) error {
	switch err {
	case tcp.ErrReset:
		return syscall.ECONNRESET
	case tcp.ErrRefused:
		return syscall.ECONNREFUSED
	case tcp.ErrTimeout:
		return syscall.ETIMEDOUT
	}
	return err
}

// opError is package net's error for an operation; call is the system call that
// would have returned an errno.
func opError(op, call, network string, source, addr net.Addr, err error) error {
	if errno, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(call, errno)
	}
	return &net.OpError{Op: op, Net: network, Source: source, Addr: addr, Err: err}
}
