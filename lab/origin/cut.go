package origin

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"

	"rttlab/lab/page"
)

// cut gives the beginning of an answer and hangs up, if that is to become of the
// first answer for r; false when the answer is to be whole.
func (h *handler) cut(w http.ResponseWriter, r *page.Resource) bool {
	if r.Cut == nil || !h.wasCut[r.ID].CompareAndSwap(false, true) {
		return false
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the connection is gone
	}
	var whole bytes.Buffer
	fmt.Fprintf(&whole, "HTTP/1.1 %03d %s\r\n", r.Code(), http.StatusText(r.Code()))
	_ = w.Header().Write(&whole) // a buffer takes everything
	whole.WriteString("\r\n")
	whole.Write(make([]byte, min(r.Size, max(0, r.Cut.After-whole.Len()))))
	whole.Truncate(min(whole.Len(), r.Cut.After))
	_, _ = conn.Write(whole.Bytes()) // a client that is gone needs no answer
	if r.Cut.Reset {
		reset(conn)
	}
	_ = conn.Close()
	return true
}

// reset has a connection end with a RST once it is closed.
func reset(c net.Conn) {
	if secure, ok := c.(*tls.Conn); ok {
		c = secure.NetConn()
	}
	if own, ok := c.(conn); ok {
		c = own.Conn
	}
	if l, ok := c.(interface{ SetLinger(sec int) error }); ok {
		_ = l.SetLinger(0) // it fails when the connection is closed already
	}
}
