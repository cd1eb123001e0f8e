package origin

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"rttlab/lab/page"
)

// receive reads a request's body to its end; false when it does not come. On a
// connection that is paced each is read at an instant of its own.
func (h *handler) receive(req *http.Request, r *page.Resource, paced bool) bool {
	if req.ContentLength == 0 {
		return true
	}
	first := make([]byte, 1) // HTTP/3 does not say beforehand that there is no body
	var rest []byte
	for {
		n, err := req.Body.Read(first)
		if n > 0 {
			err = h.receiveRest(req, r, paced, err, &rest)
		}
		if err != nil {
			return err == io.EOF
		}
	}
}

// receiveRest reads what has come with a first byte.
func (h *handler) receiveRest(req *http.Request, r *page.Resource, paced bool, err error, rest *[]byte) error {
	if paced {
		h.await(r, 0)
	}
	if err == nil {
		if *rest == nil {
			*rest = make([]byte, piece)
		}
		_, err = req.Body.Read(*rest)
	}
	return err
}

// widen gives a response's header a size.
func widen(head http.Header, r *page.Resource) {
	if r.ResponseHeader == 0 {
		return
	}
	const field = len("X-Filler: \r\n")
	if missing := r.ResponseHeader - headerSize(head, r.Code()) - field; missing > 0 {
		head["X-Filler"] = []string{strings.Repeat("5e", missing)[:missing]}
	}
}

// headerSize is the bytes of a response's header in HTTP/1.1, with the date that
// the server adds.
func headerSize(head http.Header, status int) int {
	n := len(fmt.Sprintf("HTTP/1.1 %03d %s\r\n", status, http.StatusText(status)))
	n += len("Date: \r\n") + len(http.TimeFormat) + len("\r\n")
	for name, values := range head {
		for _, value := range values {
			n += len(name) + len(": \r\n") + len(value)
		}
	}
	return n
}
