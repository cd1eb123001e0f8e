//go:build !linux

package testpath

import (
	"errors"
	"os/exec"
	"syscall"
)

var errLinux = errors.New("an emulated path for real traffic needs Linux: its network namespaces and TUN devices")

// Path is an open path; there is none on this system.
type Path struct{}

// Check reports what is missing on this machine.
func Check() error { return errLinux }

// Open fails: it needs Linux.
func Open(Config) (*Path, error) { return nil, errLinux }

// StartClient fails: it needs Linux.
func (*Path) StartClient(*exec.Cmd) error { return errLinux }

// StartServer fails: it needs Linux.
func (*Path) StartServer(*exec.Cmd) error { return errLinux }

// Close does nothing.
func (*Path) Close() error { return nil }

// Kill does nothing: nothing can have been started.
func Kill(*exec.Cmd) {}

// Congestion fails: it needs Linux.
func Congestion(string) func(string, string, syscall.RawConn) error {
	return func(string, string, syscall.RawConn) error { return errLinux }
}
