package origin

import (
	"net"
	"time"

	"rttlab/lab/page"
)

// In virtual time no two things that could race may happen at the same
// nanosecond. The network wakes goroutines at whole microseconds of its own;
// what is the server's happens in between, one thing at each nanosecond:
//
//	0           the network's: a packet arrives, a writer may go on
//	100 to 892  handlers, even, one instant for each resource: requests that
//	            came in one packet are answered in the page's order
//	odd         the end of a write on a connection that responses share:
//	            whoever waited for it has acted before the next frame is chosen
//
// Time only moves when every goroutine is blocked, so an instant begins when
// all that the last one set off has been done.
const (
	handlersBegin = 100 * time.Nanosecond
	handlerStep   = 8 * time.Nanosecond
	handlers      = 100 // instants before the next microsecond has to serve
)

// think returns when the answer to a request is due. On a connection of its own
// a request without think time is answered at once.
func (h *handler) think(arrived time.Time, r *page.Resource, shared bool) {
	if h.realTime {
		time.Sleep(r.Think)
		return
	}
	if r.Think == 0 && !shared {
		return
	}
	due := arrived.Add(r.Think).Truncate(time.Microsecond)
	due = due.Add(time.Duration(r.ID/handlers)*time.Microsecond + handlersBegin + time.Duration(r.ID%handlers)*handlerStep)
	if due.Before(arrived.Add(r.Think)) {
		due = due.Add(time.Microsecond)
	}
	time.Sleep(due.Sub(arrived))
}

// pacedConn is a connection whose writes end at odd nanoseconds.
type pacedConn struct{ net.Conn }

func (c pacedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	time.Sleep(1 + time.Duration(time.Now().Nanosecond()&1))
	return n, err
}
