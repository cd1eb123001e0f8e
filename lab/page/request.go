package page

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Field is one of a request's header.
type Field struct{ Name, Value string }

// IDHeader is the field with which a request says whose it is, when another
// resource of the page has the same method and URL.
const IDHeader = "X-Resource"

// methods are those that a resource may have.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// Methods lists the methods that a resource may have, GET first. The slice is
// shared: do not change it.
func Methods() []string { return methods }

// Verb is the request's method.
func (r *Resource) Verb() string { return cmp.Or(r.Method, http.MethodGet) }

// Target is the path with the query, as a request names it.
func (r *Resource) Target() string {
	if r.Query == "" {
		return r.Path
	}
	return r.Path + "?" + r.Query
}

// URL is where the resource is, under "http" or "https". What a URL cannot have
// in its path is escaped.
func (r *Resource) URL(scheme string) *url.URL {
	u := &url.URL{Scheme: scheme, Host: r.Host, Path: r.Path, RawQuery: r.Query}
	if path, err := url.PathUnescape(r.Path); err == nil {
		u.Path, u.RawPath = path, r.Path
	}
	return u
}

// Code is the response's status.
func (r *Resource) Code() int { return cmp.Or(r.Status, http.StatusOK) }

// Key is what tells requests apart on the wire: the method, the host and the
// target.
func (r *Resource) Key() string { return Key(r.Verb(), r.Host, r.requestURI()) }

// requestURI is the target as it is sent.
func (r *Resource) requestURI() string {
	if r.Query == "" && strings.HasPrefix(r.Path, "/") && !strings.ContainsFunc(r.Path, special) {
		return r.Path
	}
	return r.URL("").RequestURI()
}

// special are those characters which a path may have to escape (RFC 3986 §3.3),
// and some that it need not.
func special(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '-' || c > '9') && c != '_' && c != '~'
}

// Key is the key of a request with that method for that target at that host.
func Key(method, host, target string) string { return method + " " + host + target }

// Twins says of each resource, by ID, whether another has the same key.
func (p *Page) Twins() []bool {
	count := make(map[string]int, len(p.Resources))
	for i := range p.Resources {
		count[p.Resources[i].Key()]++
	}
	twins := make([]bool, len(p.Resources))
	for i := range p.Resources {
		twins[i] = count[p.Resources[i].Key()] > 1
	}
	return twins
}

// Check says what is wrong with the way in which a resource is asked for and
// answered.
func (r *Resource) Check() error {
	code := r.Code()
	switch {
	case r.Size < 0:
		return fmt.Errorf("%s%s has %d bytes: a size is 0 at least", r.Host, r.Target(), r.Size)
	case r.Upload < 0 || r.RequestHeader < 0 || r.ResponseHeader < 0:
		return fmt.Errorf("%s%s sends %d bytes, with headers of %d and %d: a size is 0 at least", r.Host, r.Target(), r.Upload, r.RequestHeader, r.ResponseHeader)
	case r.Cut != nil && r.Cut.After < 0:
		return fmt.Errorf("%s%s is cut after %d bytes: there are 0 at least", r.Host, r.Target(), r.Cut.After)
	case r.Think < 0:
		return fmt.Errorf("%s%s takes %v to think: a time is 0 at least", r.Host, r.Target(), r.Think)
	case r.Delay < 0:
		return fmt.Errorf("%s%s is asked for %v after it is named: a time is 0 at least", r.Host, r.Target(), r.Delay)
	case !slices.Contains(methods, r.Verb()):
		return fmt.Errorf("%s%s has the method %q: there are %s", r.Host, r.Target(), r.Method, strings.Join(methods, ", "))
	case !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("%s has the path %q: a path begins with /", r.Host, r.Path)
	case code < 200 || code > 599:
		return fmt.Errorf("%s%s has the status %d: there are 200 to 599", r.Host, r.Target(), r.Status)
	case r.Size > 0 && !r.hasBody():
		return fmt.Errorf("%s%s has %d bytes, and an answer to %s with the status %d has none (RFC 9110 section 6.4.1)", r.Host, r.Target(), r.Size, r.Verb(), code)
	case r.Upload > 0 && (r.Verb() == http.MethodGet || r.Verb() == http.MethodHead):
		return fmt.Errorf("%s%s sends %d bytes with a %s, which has none (RFC 9110 section 9.3.1)", r.Host, r.Target(), r.Upload, r.Verb())
	}
	return nil
}

// hasBody says whether the response can have one (RFC 9110 §6.4.1).
func (r *Resource) hasBody() bool {
	return r.Verb() != http.MethodHead && r.Code() != http.StatusNoContent && r.Code() != http.StatusNotModified
}

// Bodiless says whether the response cannot have a body.
func Bodiless(r *Resource) bool { return !r.hasBody() }

// Safe says whether the request may come twice, or early: it changes nothing (RFC
// 9110 §9.2.1, RFC 8470 §3).
func (r *Resource) Safe() bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Verb())
}
