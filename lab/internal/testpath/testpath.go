// Package testpath puts real programs on an emulated path: two network
// namespaces, each with a TUN device, and a relay that carries IP packets
// between them at a rate, through a drop-tail queue, with delay and loss. What
// netem says in virtual time can so be held against this machine's kernel.
//
// It needs Linux, root and /dev/net/tun, and nothing else: no command is run.
// Nothing leaves the namespaces, which have no other device, and nothing is
// left behind: a namespace belongs to a thread of this process and vanishes
// with it, however it ends.
//
// Both ends have the kernel's default settings but for two: congestion control
// is Reno unless a socket asks for another with Congestion, and no connection
// starts with what an earlier one learned (tcp_no_metrics_save).
package testpath

import "time"

// Addresses of the two ends, in namespaces of their own (RFC 5737's block for
// documentation).
const (
	ClientAddr = "192.0.2.1"
	ServerAddr = "192.0.2.2"
)

// MTU is the devices' size of the largest IP packet in bytes.
const MTU = 1500

// Config is the path between the two ends. The zero value adds nothing.
type Config struct {
	RTT      time.Duration // half of it each way
	Down, Up int64         // bits of IP packets per second, towards the client and away from it; 0: unlimited
	Queue    int           // bytes in front of each rate that may be unsent; 0: unlimited
	LossDown float64       // probability per packet towards the client, 0 to 1
	Seed     uint64        // of the losses
}
