package proxy

import (
	"bytes"
	"io"
	"net/http"
)

// mark tells the Transport which requests it may send again. It sends again, on
// another connection, what net/http takes for idempotent and whose body it can
// have again, when a connection that was used before ended before the first
// byte of an answer.
func (r Retry) mark(req *http.Request) {
	switch r {
	case RetryNone:
		if req.Body == nil || req.Body == http.NoBody {
			// A body that cannot be had again, and is empty, says the same.
			req.Body = io.NopCloser(bytes.NewReader(nil))
		}
		req.GetBody = nil
	case RetryAll:
		// As net/http's documentation has it: a key without a value is not sent.
		req.Header["Idempotency-Key"] = []string{}
		if req.Body == nil || req.Body == http.NoBody {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return // the client has gone; so has the need for a second try
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
}
