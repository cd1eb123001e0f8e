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
// traffic with the same seed gives the same packets, in whatever order Go runs
// the goroutines of an instant. For that, a call changes its own connection
// alone: what is written, dialled or closed takes effect at the next whole
// microsecond of the network's time, in the order of hosts' names and ports. So
// each end adds up to a microsecond to a round trip. Goroutines are woken at
// whole microseconds too, all of an instant at once, however many they are.
//
// What the network cannot tell apart it cannot put in order: connections that
// are dialled from one host to one port in the same microsecond take their port
// numbers in the order of the calls, which is the same run after run only if
// the caller sees to that, and so do [Host.ListenPacket] and [Host.Listen] when
// they are asked for any port. That matters if more than the port sets them
// apart. Dials to different ports or hosts, or a microsecond apart, are told
// apart. So are the calls on one connection: they take effect in their order.
//
// Packets within a host, and between hosts without a path whose links are
// unlimited, take no time and no such care: they arrive before the call that sent
// them returns, in the order in which goroutines happen to run. Whoever wants no
// delay and the same packets every time sets the zero Path.
//
// An idle connection's peer is probed every 15 seconds, as package net has it.
// So a peer that is gone is an error after 150 seconds, and not a bubble in
// which everybody waits; but two that wait for each other do so for ever, in
// time that passes. Config.KeepAlive turns the probes off.
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
//   - What has ended a connection, such as ECONNRESET, every later call is told, and
//     not the first alone (after which Linux says io.EOF and EPIPE): which call
//     comes first depends on how goroutines run.
//   - SO_LINGER with a time does not make Close wait.
//   - In real time packets are as exact as in virtual time, but goroutines are
//     woken as late as the operating system's timers are, about a millisecond,
//     and as late as there is a processor for them: on two cores that others
//     kept busy, 200 echoes at once were 2 to 3 ms late in the middle and 11 to 22
//     at the 99th percentile.
//   - A connection that is wrapped ends after its Close, when what was written
//     has got there, or when its real peer has taken nothing for 5 seconds; its
//     two goroutines end then.
package netem
