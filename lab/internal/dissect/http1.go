package dissect

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// reader reads a text and knows how far it is.
type reader struct {
	*bufio.Reader
	under *bytes.Reader
	text  text
}

func (t text) reader() *reader {
	under := bytes.NewReader(t.bytes)
	return &reader{bufio.NewReader(under), under, t}
}

func (r *reader) at() int { return len(r.text.bytes) - r.under.Len() - r.Buffered() }

// http1 names requests and responses. Behind a CONNECT that was granted comes
// another pair of streams.
func (d *dissector) http1(up, down text) {
	var asked []*http.Request
	in := up.reader()
	for {
		at := in.at()
		req, err := http.ReadRequest(in.Reader)
		if err != nil {
			break
		}
		asked = append(asked, req)
		d.up = append(d.up, Message{up.wire(at), req.Method + " " + target(req)})
		if _, err = io.Copy(io.Discard, req.Body); err != nil || req.Method == http.MethodConnect {
			break
		}
	}
	out := down.reader()
	for len(asked) > 0 {
		at, req := out.at(), asked[0]
		resp, err := http.ReadResponse(out.Reader, req)
		if err != nil {
			return
		}
		d.down = append(d.down, Message{down.wire(at), fmt.Sprintf("%d %s", resp.StatusCode, target(req))})
		if req.Method == http.MethodConnect {
			if resp.StatusCode/100 == 2 {
				d.pair(up.rest(in.at()), down.rest(out.at()))
			}
			return
		}
		if _, err = io.Copy(io.Discard, resp.Body); err != nil {
			return
		}
		if resp.StatusCode >= 200 {
			asked = asked[1:]
		}
	}
}

func target(req *http.Request) string {
	if req.Method == http.MethodConnect {
		return req.Host
	}
	return req.RequestURI
}
