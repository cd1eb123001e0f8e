package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The buffer grows with what is read in a round trip, when it is read
// (tcp_recvmsg calls tcp_rcv_space_adjust, an arrival does not). The first bytes
// are read as they come. Half a round trip later come more than the 10 segments
// that a connection begins with, and are read after a second: the buffer becomes
// twice as large as what was read.
func TestSlowReaderEnlargesTheBuffer(t *testing.T) {
	path := link{delay: 50 * time.Millisecond}
	l := newLab(&Config{}, &Config{InitialWindow: 40}, path, path)
	l.server.app = func(time.Duration, *Conn) {}
	l.run(200*time.Millisecond, nil)
	s, c := l.server.conn, l.client.conn
	s.Write(make([]byte, c.mss))
	l.server.pump()
	l.at(l.now+50*time.Millisecond, func() {
		s.Write(make([]byte, 30*c.mss))
		l.server.pump()
	})
	l.at(l.now+60*time.Millisecond, func() { c.Read(l.now, make([]byte, c.mss)) })
	l.run(l.now+time.Second, nil)
	read := int64(c.Readable())
	require.Equal(t, 30*c.mss, read)
	c.Read(l.now, make([]byte, read))
	require.Equal(t, read, c.win.space)
	require.GreaterOrEqual(t, c.win.full, 2*read)
}
