// Package cause says why every byte of a load was not there yet. It divides the
// time of each resource, and that of the whole load, among timeline's causes,
// without gap or overlap, to the nanosecond.
//
// It knows what the browser saw (the timeline) and what the network saw
// (netem's journal). A moment has one cause. Where several would do, the first
// of these that holds has it.
//
// Before a resource's request is sent:
//
//   - recovery: an attempt is under way that will be lost with its connection;
//   - dns, tcp, tls, quic, login: the connection that it will have is being set up,
//     for it or for another resource; tls has PostgreSQL's SSLRequest in it, and
//     login its start-up and password;
//   - limit: another resource has the connection, or the place of a connection,
//     that it will have;
//   - browser: none of these. It is the client's own time, browser or not.
//
// After that, in the time of the browser's access link: what a server does is
// set beside the moment at which a packet sent then would be at the link.
//
//   - slow_start, recovery, flow_control, while the browser's own sender waits for
//     its window with part of the request;
//   - request, until the request is at the server; the time in the up link's
//     queue is in it;
//   - server, for as long as it thinks; with a proxy between, proxy until that has
//     the first byte, and over QUIC until it has waited for the last part of the
//     answer while its window has room, apart from the time in which the server
//     behind it thinks;
//   - held or recovery, once all its bytes have arrived and one cannot be read
//     because an earlier one of the connection is missing: held if that is
//     another resource's, recovery if it is its own;
//   - recovery, while nothing is missing but bytes that were lost;
//   - sending, while bytes of its own are sent on the link;
//   - queue, while bytes of others are;
//   - recovery, slow_start, flow_control: what the sender waits for, the link
//     being idle. Its window counts as recovery while it is smaller than before
//     a loss;
//   - server, while none of it has been written, or not all;
//   - request: nothing but the way is left.
//
// Of a query only its ends are known: the database thinks until as long before the
// answer as the way is, and the rest is request.
//
// The load's own time is walked backwards from its last byte, through what that
// waited for (timeline.Run.CriticalPath): a resource that waits for one of six
// connections passes the question on to the resource that has it, one that was
// known late to the one that named it. What is left between the end of that and
// being named is found_late; of a client that nothing names files to, it is its
// own time.
//
// Recovery has stages (timeline.Stage). By the clock of the sender, what was lost
// is in timeout until the first timer runs out, if one does before it is sent
// again, else in detection; in window, while it is known to be lost and the window
// does not let it go; in retransmission, from being sent again on. Window is also
// the waiting for a window that is smaller than before a loss, in_vain an attempt
// whose connection was lost, and a request that failed.
package cause
