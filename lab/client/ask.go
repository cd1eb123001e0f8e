package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"

	"rttlab/lab/page"
	"rttlab/lab/timeline"
)

// ask makes one request of a group, set off by the end of another.
func (r *requests) ask(ctx context.Context, g *Group, res *page.Resource, by int) timeline.Resource {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	url := res.URL(scheme).String()
	out := timeline.Resource{
		ID: res.ID, URL: url, Host: res.Host, Path: res.Target(), Method: res.Verb(), Type: string(res.Type), MIME: res.Type.MIME(),
		Protocol: r.protocol(), Initiator: by, Upload: int64(res.Upload), Start: r.now(),
	}
	t := &trace{clock: &r.clock, dials: r.dials}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, t.hooks()), res.Verb(), url, nil)
	if err != nil {
		out.Err = err.Error()
		return out
	}
	if res.Upload > 0 {
		body := make([]byte, res.Upload)
		req.ContentLength = int64(res.Upload)
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		req.Body, _ = req.GetBody()
		req.Header["Content-Type"] = []string{"application/octet-stream"}
	}
	for _, f := range g.Header {
		req.Header.Set(f.Name, f.Value)
	}
	if r.twins[res.ID] {
		req.Header[page.IDHeader] = []string{strconv.Itoa(res.ID)}
	}
	r.do(req, res, &out)
	t.fill(&out, r.now())
	return out
}

// do sends a request and reads the whole of its answer.
func (r *requests) do(req *http.Request, res *page.Resource, out *timeline.Resource) {
	answer, err := r.http.Do(req)
	if err == nil {
		out.Status = answer.StatusCode
		out.Bytes, err = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close() // it has been read
	}
	var failed interface{ Unwrap() error } // url.Error, which says method and URL again
	if errors.As(err, &failed) && failed.Unwrap() != nil {
		err = failed.Unwrap()
	}
	switch {
	case err != nil && context.Cause(req.Context()) != nil:
		out.Err = context.Cause(req.Context()).Error()
	case errors.Is(err, context.DeadlineExceeded) && r.Timeout > 0:
		out.Err = fmt.Sprintf("timed out: the whole of an answer did not come within %v", r.Timeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		out.Err = fmt.Sprintf("the server hung up in the middle of its answer: %v", err)
	case errors.Is(err, io.EOF):
		out.Err = fmt.Sprintf("the server hung up without an answer: %v", err)
	case err != nil:
		out.Err = err.Error()
	case answer.StatusCode != res.Code():
		out.Err = fmt.Sprintf("the answer is %s, and not %d", answer.Status, res.Code())
	}
}
