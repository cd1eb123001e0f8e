package testpath

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// namespace is a network namespace of our own. It has no name: it lives as long
// as the thread that made it, which therefore runs all that happens in it.
type namespace struct {
	work chan func()
	tun  int
}

// newNamespace makes a namespace with a TUN device that has the address.
func newNamespace(addr string) (*namespace, error) {
	ns := &namespace{work: make(chan func())}
	ready := make(chan error)
	go func() {
		// Never unlocked: the thread ends with the goroutine, and the
		// namespace with the thread.
		runtime.LockOSThread()
		err := ns.setUp(addr)
		ready <- err
		if err != nil {
			return
		}
		for f := range ns.work {
			f()
		}
	}()
	return ns, <-ready
}

func (ns *namespace) setUp(addr string) error {
	if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		return fmt.Errorf("make a network namespace: %w", err)
	}
	// The programs at both ends inherit it: they are what is measured, and
	// should not wait for others. It works without, less exactly.
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, -10)
	// No router solicitations on the path. A kernel without IPv6 has none.
	if err := sysctl("net.ipv6.conf.all.disable_ipv6", "1"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	// A run must not learn from the one before it.
	if err := sysctl("net.ipv4.tcp_no_metrics_save", "1"); err != nil {
		return err
	}
	// Not what this machine's administrator chose. The kernel lets a namespace
	// have no more than Reno by default: programs ask for another with
	// Congestion.
	if err := sysctl("net.ipv4.tcp_congestion_control", "reno"); err != nil {
		return err
	}
	if err := configure("lo", ""); err != nil {
		return err
	}
	tun, err := openTUN(addr)
	ns.tun = tun
	return err
}

// start starts cmd in the namespace. It is killed when the path is closed or
// this process ends.
func (ns *namespace) start(cmd *exec.Cmd) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL // sent when the starting thread ends
	cmd.SysProcAttr.Setpgid = true              // for Kill
	done := make(chan error)
	ns.work <- func() { done <- cmd.Start() }
	return <-done
}

func (ns *namespace) close() {
	close(ns.work)
	syscall.Close(ns.tun)
}
