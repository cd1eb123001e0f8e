// Package netem is a network of hosts that do not exist, with the API of
// package net: its connections are net.Conn, net.Listener and net.PacketConn.
//
//	n := netem.New(netem.Config{Seed: 1})
//	defer n.Close()
//	phone := n.Host("phone", netem.Link{Down: 9 * netem.Mbps, Up: 1500 * netem.Kbps})
//	shop := n.Host("shop.example", netem.Link{})
//	n.Path(phone, shop, netem.Path{RTT: 60 * time.Millisecond, Loss: 0.01})
//
//	ln, err := shop.Listen("tcp", ":443")
//	c, err := phone.Dial("tcp", "shop.example:443")
//
// A packet from one host to another waits in the queue of the sender's access
// link, takes its size divided by the link's rate to be sent, then half the
// path's RTT and some jitter to cross the path, which may lose it, and passes
// the receiver's access link the same way. All of a host's connections and
// sockets share its link.
//
// TCP is emulated packet by packet and behaves as Linux does; see TCP. UDP is
// what the path makes of it.
//
// [Wrap], [WrapListener] and [Dialer] put the same emulation in front of real
// connections.
//
// # Time
//
// netem uses only package time. It works in real time anywhere, and in virtual
// time in a [testing/synctest] bubble, where it is deterministic: the same
// traffic with the same seed gives the same packets. For that, goroutines that
// wait for different connections are woken a microsecond apart, and what is
// written is sent at the next whole microsecond of the network's time, in the
// order of the connections and not of the goroutines. A round trip therefore
// takes a few microseconds more than its path says. Whoever sleeps to instants
// of their own should keep off those whole microseconds, and dials should start
// at instants of their own, since they take port numbers.
//
// Packets within a host, and between hosts without a path whose links are
// unlimited, take no time and no such care: they arrive before the call that sent
// them returns, in the order in which goroutines happen to run. Whoever wants no
// delay and the same packets every time sets the zero Path.
//
// A Network has one lock, one queue of events and one timer. It starts no
// goroutine, whatever is on it.
//
// # Limitations
//
//   - A host has one address, of IPv4, and one access link. There are no
//     routers, no cross traffic and no bottleneck between access links.
//   - There is no fragmentation and no path MTU discovery: one MTU holds
//     everywhere, and a datagram that does not fit is an error.
//   - There is no ICMP: a datagram to a closed port vanishes, and a host that
//     is down or does not exist is silent.
//   - There is no DNS traffic: names are resolved in no time.
//   - ECN, urgent data, TCP Fast Open and Multipath TCP are left out.
//   - Hosts compute in no time: a packet is answered in the instant it arrives.
//   - A link whose rate changes finishes the packet that it is sending at the
//     old rate, and a queue that shrinks drops nothing that waits already.
//   - SO_LINGER with a time does not make Close wait.
//   - In real time packets are as exact as in virtual time, but goroutines are
//     woken as late as the operating system's timers are, about a millisecond.
//   - A connection that is wrapped ends up to a round trip after its Close, as
//     what was written is still under way; its two goroutines end then.
package netem
