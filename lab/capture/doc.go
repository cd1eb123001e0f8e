// Package capture writes down what passes on an emulated network, in the form
// that Wireshark reads (pcapng).
//
// # Point of view
//
// A capture is taken at one host, as tcpdump would take it there: a packet that
// the host sends is in the file when it is sent, one for the host when it
// arrives. So the same load looks different from its two ends. At the browser
// are the times that a user waits, and the bytes that the timeline counts; a
// response that was lost is not there at all. At the server are all its
// retransmissions, and the duplicate ACKs that caused them.
//
// The identification field of the IP header is the number of the packet on the
// network: it finds a packet of one file in the other.
//
// # Drops
//
// A packet that the host sent and that was dropped later carries a comment that
// says why, and when. One that was to arrive and did not is missing; the next
// packet in the file carries the comment. `frame.comment` finds them all.
//
// # What netem leaves out
//
// netem's segments have sequence numbers from 0, windows in bytes and
// timestamps in nanoseconds. In the file every side has an initial sequence
// number and a timestamp offset of its own, derived from the seed, windows are
// scaled by 128 as Linux's are (one that is no multiple of it is rounded up) and
// timestamps tick in milliseconds.
//
// The same load gives the same file, to the byte. Under TLS it gives the same
// packets, but not the same bytes in them: keys are drawn anew every time.
//
// # Reading one
//
// Lost segments confuse Wireshark's dissectors of HTTP unless it puts segments
// in order first: Preferences, Protocols, TCP, "Reassemble out-of-order
// segments" (tshark -o tcp.reassemble_out_of_order:TRUE). A retransmission
// that comes less than a round trip after newer data is what it calls out of
// order.
package capture
