package tcp

import "errors"

// State is a connection's state (RFC 9293 §3.3.2). LISTEN is the network's.
type State uint8

// The states.
const (
	Closed State = iota
	SynSent
	SynReceived
	Established
	FinWait1
	FinWait2
	CloseWait
	Closing
	LastAck
	TimeWait
)

var stateNames = [...]string{
	"CLOSED", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
	"FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT",
}

// String gives the state as RFC 9293 writes it.
func (s State) String() string { return stateNames[s] }

// synchronized: the handshake is over and the connection has not ended.
func (s State) synchronized() bool { return s >= Established }

// sends: new data may still leave.
func (s State) sends() bool {
	switch s {
	case Established, CloseWait, FinWait1, Closing, LastAck:
		return true
	}
	return false
}

// receives: new data may still arrive.
func (s State) receives() bool {
	return s == Established || s == FinWait1 || s == FinWait2
}

// Why a connection ended.
var (
	ErrReset   = errors.New("connection reset by peer")
	ErrRefused = errors.New("connection refused")
	ErrTimeout = errors.New("connection timed out")
)

type ending uint8

const (
	endNone ending = iota
	endReset
	endRefused
	endTimeout
)

func (e ending) err() error {
	switch e {
	case endReset:
		return ErrReset
	case endRefused:
		return ErrRefused
	case endTimeout:
		return ErrTimeout
	}
	return nil
}
