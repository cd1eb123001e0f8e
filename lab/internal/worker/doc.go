// Package worker plays runs in processes of their own, side by side, and gets
// the same bytes from each however many there are and whatever else the machine
// does.
//
// A program that imports this package can be its own worker: Pool starts the
// program again with a variable in its environment, an init of this package sees
// it, and the process plays runs until its stdin ends, before main or TestMain
// is reached. What such a process may do, and no other:
//
//   - draw crypto/rand from a seed, which quic-go's connections are made of;
//   - use one thread, on which goroutines that become ready at one instant run
//     in the order in which they did, and which is the fast way;
//   - leave its garbage until there is a lot of it (GOGC, GOMEMLIMIT), so that
//     almost no run is interrupted by its collection;
//   - be killed: a run in virtual time hears of nothing outside, so that is how
//     it is cancelled, and how one that spins is ended.
//
// # Runs that were disturbed
//
// Everything but HTTP/3 gives the same timeline however its goroutines are
// scheduled. A connection of quic-go is several goroutines that run at the same
// instant, and Go takes the thread from a goroutine that has had it for 10 ms
// (forcePreemptNS in runtime/proc.go) and lets it go on after all others. That
// is not virtual time: a process that is stopped for a while, or has to wait for
// a processor, sees it happen anywhere.
//
// It cannot be forbidden, but it can be seen: on Unix the runtime sends its
// thread a SIGURG each time, also to take it for garbage collection, and lets
// the program see that signal too (runtime/signal_unix.go, doSigPreempt). So
// a worker plays a run over HTTP/3 again when one came while it was played, until
// none came, or until one result has been played three times more often than any
// other, equal to the byte: chance does not do the same to as many. The signal comes late where the runtime's monitor
// is itself kept from a processor, so a play in which the process waited for one
// for 5 ms in all counts as disturbed as well: where nothing else runs none does,
// and on a busy machine plays agree. Measuring how long each instant takes
// would have to be done in the loop that handles packets. Where there is no such
// signal plays always have to agree.
//
// # Protocol
//
// The parent writes requests to the worker's stdin, the worker writes replies
// to its stdout, each a stream of package gob; what the program wrote before,
// and a line with the protocol's version, come first. A run is one request and
// several replies, its recordings in pieces. An empty request asks a worker
// whether its run still gets on.
package worker
