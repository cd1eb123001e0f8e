// Package tcp is TCP as a pure state machine: segments, writes and times go in,
// segments come out. It behaves as a Linux 6.x sender and receiver and is checked
// against what a real one did (testdata).
//
// A [Conn] does no I/O and has no clock: each call says what time it is, Next
// gives what is to be sent, and Deadline says when Timer wants to be called.
// Sequence numbers are 64 bits and start at 0.
//
// # Limitations
//
//   - No ECN, urgent data, fast open, path MTU discovery or window-scale limit.
//   - Memory is counted in payload. A full segment is taken to fill its buffer as
//     well as 1448 bytes do an allocation of 2336.
//   - Timers run when they are due; only RACK's reordering timer and CUBIC see
//     the kernel's ticks (CONFIG_HZ=250).
//   - A SYN is repeated with doubling times from the first, as before Linux 6.5's
//     tcp_syn_linear_timeouts.
//   - A connection without progress is given up after 924.6 s exactly, or 102.2 s
//     when it was closed, where Linux waits for the next timeout.
package tcp
