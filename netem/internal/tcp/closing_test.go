package tcp

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A FIN takes a place in the window as a byte does: before a closed window it
// waits, and probes go out (tcp_snd_wnd_test).
func TestFINWaitsForTheWindow(t *testing.T) {
	path := link{delay: 10 * time.Millisecond}
	l := newLab(&Config{ReceiveBuffer: 8000}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil && l.server.conn.State() == Established })
	l.server.conn.Write(make([]byte, 8000))
	l.server.conn.Close(l.now)
	l.server.pump()
	l.run(l.now+10*time.Second, nil)
	c := l.client.conn
	require.Equal(t, 8000, c.Readable())
	require.False(t, c.peerFin)
	require.Equal(t, timerWindow, l.server.conn.rtx)
	c.Read(l.now, make([]byte, 8000))
	l.client.pump()
	read := l.now
	require.True(t, l.run(l.now+time.Second, c.EOF))
	require.Equal(t, 20*time.Millisecond, l.now-read)
	c.Close(l.now)
	l.client.pump()
	l.run(l.now+time.Second, nil)
	require.Equal(t, TimeWait, l.server.conn.State())
}

// Both close at once (RFC 9293 fig. 13), and both wait for 60 s.
func TestSimultaneousClose(t *testing.T) {
	l := established(t, &Config{})
	l.run(l.now+time.Second, nil)
	start := l.now
	for _, e := range []*endpoint{l.client, l.server} {
		e.conn.Close(l.now)
		e.pump()
	}
	l.run(start+15*time.Millisecond, nil)
	for _, e := range []*endpoint{l.client, l.server} {
		require.Equal(t, Closing, e.conn.State())
	}
	l.run(start+20*time.Millisecond+60*time.Second-1, nil)
	for _, e := range []*endpoint{l.client, l.server} {
		require.Equal(t, TimeWait, e.conn.State())
	}
	l.run(start+20*time.Millisecond+60*time.Second, nil)
	for _, e := range []*endpoint{l.client, l.server} {
		require.Equal(t, Closed, e.conn.State())
		require.NoError(t, e.conn.Err())
	}
}

// What is aborted when the peer has all there is and has ended its own direction
// needs no RST (tcp_disconnect), and a handshake whose listener is gone gets none:
// the peer's next segment does (inet_csk_listen_stop).
func TestAbortWithoutReset(t *testing.T) {
	l := established(t, &Config{})
	c, s := l.client.conn, l.server.conn
	c.CloseWrite(l.now)
	l.client.pump()
	l.run(l.now+time.Second, nil)
	var out Segment
	s.Write([]byte("last"))
	s.CloseWrite(l.now)
	require.Equal(t, LastAck, s.State())
	s.Abort(l.now)
	require.True(t, s.Next(l.now, &out), "not all is sent")
	require.Equal(t, RST|ACK, out.Flags)

	l = established(t, &Config{})
	c, s = l.client.conn, l.server.conn
	c.CloseWrite(l.now)
	l.client.pump()
	l.run(l.now+time.Second, nil)
	s.CloseWrite(l.now)
	require.True(t, s.Next(l.now, &out))
	require.Equal(t, FIN|ACK, out.Flags)
	s.Abort(l.now)
	require.False(t, s.Next(l.now, &out))

	path := link{delay: 10 * time.Millisecond}
	l = newLab(&Config{}, &Config{}, path, path)
	l.run(time.Second, func() bool { return l.server.conn != nil })
	l.server.conn.Abort(l.now)
	require.False(t, l.server.conn.Next(l.now, &out))
	require.False(t, l.run(l.now+15*time.Millisecond, func() bool { return l.client.conn.State() == Closed }))
	require.True(t, l.run(l.now+15*time.Millisecond, func() bool { return l.client.conn.State() == Closed }))
	require.ErrorIs(t, l.client.conn.Err(), ErrReset)
}
