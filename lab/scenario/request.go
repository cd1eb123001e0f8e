package scenario

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
)

// Request is how a file is asked for and answered. The zero Request is a GET for
// a path of the lab's own making, which succeeds.
type Request struct {
	Path   string // with the query, as a URL has it; "": one that nothing else has
	Method string // "": GET
	Upload int    // bytes of the request's body

	Status int // of the response; 0: 200

	// RequestHeader and ResponseHeader are as in page.Resource.
	RequestHeader, ResponseHeader int
}

// requestKeys are the keys of a group of files, or requests, about what is sent.
func requestKeys[T any](of func(*T) *Request) []yaml.Key[T] {
	return []yaml.Key[T]{
		yaml.Field("path", target(), func(t *T) *string { return &of(t).Path },
			"The path of their URL, with its query. The files of a group share it, as the answers do to a script that polls. Default: one for each.", yaml.Such("/api?page=1")),
		yaml.Field("method", choice("method", page.Methods()...), func(t *T) *string { return &of(t).Method },
			"The request's method.", yaml.Default("GET")),
		yaml.Field("upload", upload(), func(t *T) *int { return &of(t).Upload },
			"The size of the request's body.", yaml.Default("0B"), yaml.Such("20KB")),
		yaml.Field("status", yaml.Count(200, 599), func(t *T) *int { return &of(t).Status },
			"The response's status. One of 204 or 304 has no size.", yaml.Default(200), yaml.Such(404)),
		yaml.Field("request_header", headerRoom(), func(t *T) *int { return &of(t).RequestHeader },
			"The size of the request's header with its first line, as in HTTP/1.1; HTTP/2 and 3 compress it. A cookie fills it up. Default: a browser's own, of about 500B.", yaml.Such("2KB")),
		yaml.Field("response_header", headerRoom(), func(t *T) *int { return &of(t).ResponseHeader },
			"The size of the response's header with its first line, as in HTTP/1.1. Default: a server's own, of about 200B.", yaml.Such("1KB")),
	}
}

// maxHeader is the largest header that everybody takes: 16 kB in a frame of
// HTTP/2 (RFC 9113 §4.2), and 8 kB in nginx and Apache.
const maxHeader = 8000

// headerRoom is the size of a header.
func headerRoom() yaml.Kind[int] {
	k := size()
	parse := k.Parse
	k.Want = "a size such as 2KB"
	k.Parse = func(s yaml.Scalar) (int, error) {
		n, err := parse(s)
		if err == nil && (n < 100 || n > maxHeader) {
			err = fmt.Errorf("a header of %s does not work: servers take 100B to %dB", s.Text, maxHeader)
		}
		return n, err
	}
	return k
}

// upload is the size of a request's body, which may be nothing.
func upload() yaml.Kind[int] {
	k := size()
	parse := k.Parse
	k.Parse = func(s yaml.Scalar) (int, error) {
		if n, err := parseSize(s.Text); err == nil && n == 0 {
			return 0, nil
		}
		return parse(s)
	}
	return k
}

// target is a URL's path with its query.
func target() yaml.Kind[string] {
	k := yaml.Text(2000)
	k.Want = "a path such as /api?page=1"
	k.Parse = func(s yaml.Scalar) (string, error) {
		_, err := url.ParseRequestURI(s.Text)
		switch {
		case strings.Contains(s.Text, "://"):
			return "", fmt.Errorf("%q has a host: write the path here, and the host's name under host", yaml.Shorten(s.Text))
		case !strings.HasPrefix(s.Text, "/"):
			return "", fmt.Errorf("%q is no path: it begins with /, as in /api?page=1", yaml.Shorten(s.Text))
		case strings.Contains(s.Text, "#"):
			return "", errors.New("what is behind # stays in the browser: leave it out")
		case len(s.Text) > 2000:
			return "", fmt.Errorf("the path has %d letters: at most 2000 are allowed", len(s.Text))
		case err != nil || strings.ContainsFunc(s.Text, func(r rune) bool { return r <= ' ' || r > '~' }):
			return "", fmt.Errorf("%q is not written as in a URL: it wants %%20 for a space and the like", yaml.Shorten(s.Text))
		}
		return s.Text, nil
	}
	k.Schema = yaml.Schema{Type: "string", Pattern: `^/[!-"$-~]*$`, MaxLength: 2000}
	return k
}

// apply puts the request into a resource.
func (q *Request) apply(r *page.Resource) {
	if q.Path != "" {
		r.Path, r.Query, _ = strings.Cut(q.Path, "?")
	}
	if q.Method != http.MethodGet {
		r.Method = q.Method
	}
	r.Upload, r.Status = q.Upload, q.Status
	r.RequestHeader, r.ResponseHeader = q.RequestHeader, q.ResponseHeader
}

// bodiless says whether the response can have no body.
func (q *Request) bodiless() bool {
	return q.Method == http.MethodHead || q.Status == http.StatusNoContent || q.Status == http.StatusNotModified
}

// sends says whether the request can have a body.
func (q *Request) sends() bool {
	return q.Method != "" && q.Method != http.MethodGet && q.Method != http.MethodHead
}

// checkRequest looks for requests and answers that HTTP does not have.
func (d *decoder) checkRequest(group *Assets, in string, at func(...string) yaml.Place) {
	sends := group.sends()
	switch {
	case group.Upload > 0 && !sends:
		d.Errorf(at("page.assets"), "%sa request that uploads something is no GET: say which it is, as in method: POST", in)
	case group.Ahead != "" && group.Ahead != page.NotAhead && (sends || group.Method == http.MethodHead || group.Path != "" && group.Count > 1):
		d.Errorf(at("page.assets"), "%sa server is ahead of a GET whose URL no other file has: leave ahead, or path and method, out", in)
	case group.Ahead == page.Push && group.Upload > 0:
		d.Errorf(at("page.assets"), "%sa page whose files are pushed uploads nothing: leave one of upload and ahead out", in)
	case group.Preload && group.Delay > 0:
		d.Errorf(at("page.assets"), "%swhat is preloaded waits for no script: leave one of preload and delay out", in)
	}
}
