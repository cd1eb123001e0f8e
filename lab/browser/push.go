package browser

import "net/http"

// promised takes note that the server is going to push a file; it is called in
// the connection's own goroutine. What has been asked for already is refused
// (RFC 9113 §8.4.2), and so is what the page does not have.
func (l *load) promised(on conn, host, path string) {
	id := l.find(host, path)
	l.tell(arrived, id, func() {
		for _, c := range l.conns {
			if c.conn != on {
				continue
			}
			if id < 0 || l.fetches[id] != nil {
				l.workers.Go(func() { on.(*pushConn).refuse(path) })
				l.step()
				return
			}
			f := l.newFetch(id)
			f.asked, f.pushed = f.known, true
			l.send(f, c)
			return
		}
	})
}

// ask sends the request, unless the answer is coming anyway.
func (f *fetch) ask(req *http.Request) (*http.Response, error) {
	if f.pushed {
		return f.link.conn.(*pushConn).take(req.Context(), f.res.URL("").RequestURI())
	}
	return f.link.conn.RoundTrip(req)
}
