package testpath

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Path is an open path. Its methods are for one goroutine.
type Path struct {
	client, server *namespace
	stop           int // closing it ends the relay
	relayed        chan error
	once           sync.Once
	err            error
}

// Check reports what is missing on this machine, and how to get it; nil means
// that Open can work.
func Check() error {
	if os.Geteuid() != 0 {
		return errors.New("an emulated path for real traffic needs root: run it with sudo")
	}
	fd, err := syscall.Open(tunDevice, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("an emulated path for real traffic needs %s (%w): load it with modprobe tun, or give the container the device and CAP_NET_ADMIN", tunDevice, err)
	}
	syscall.Close(fd)
	qdisc, _ := os.ReadFile("/proc/sys/net/core/default_qdisc")
	if string(qdisc) == "fq\n" {
		return errors.New("the queueing discipline fq would pace the senders: set another with sysctl net.core.default_qdisc=pfifo_fast")
	}
	return nil
}

// Open makes both ends and starts to relay between them.
func Open(cfg Config) (*Path, error) {
	if err := Check(); err != nil {
		return nil, err
	}
	client, err := newNamespace(ClientAddr)
	if err != nil {
		return nil, err
	}
	server, err := newNamespace(ServerAddr)
	if err != nil {
		client.close()
		return nil, err
	}
	var pipe [2]int
	if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC); err != nil {
		client.close()
		server.close()
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	p := &Path{client: client, server: server, stop: pipe[1], relayed: make(chan error, 1)}
	r := &relay{
		tun: [2]int{client.tun, server.tun},
		lanes: [2]*lane{
			newLane(cfg.Up, cfg.Queue, cfg.RTT/2, 0, cfg.Seed),
			newLane(cfg.Down, cfg.Queue, cfg.RTT/2, cfg.LossDown, cfg.Seed),
		},
		wake:  pipe[0],
		start: time.Now(),
	}
	go func() {
		err := r.run()
		syscall.Close(pipe[0])
		p.relayed <- err
	}()
	return p, nil
}

// StartClient starts cmd at the client's end. It is killed when the path is
// closed or this process ends.
func (p *Path) StartClient(cmd *exec.Cmd) error { return p.client.start(cmd) }

// StartServer starts cmd at the server's end, as StartClient does.
func (p *Path) StartServer(cmd *exec.Cmd) error { return p.server.start(cmd) }

// Kill ends a program that was started on a path, with all the processes that it
// started and that did not leave its group, and waits for it.
func Kill(cmd *exec.Cmd) {
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // fails where it has ended
	_ = cmd.Wait()                                      // killed: its exit says nothing
}

// Close ends the programs at both ends and the path. It returns what the relay
// failed with.
func (p *Path) Close() error {
	p.once.Do(func() {
		syscall.Close(p.stop)
		p.err = <-p.relayed
		p.client.close()
		p.server.close()
	})
	return p.err
}
