package page

import (
	"net"
	"net/http"
	"strconv"
	"strings"
)

// Index finds the resources of a page by the requests for them.
type Index map[string][]*Resource // by their keys

// Index makes one. It has the page's own resources, no copies.
func (p *Page) Index() Index {
	ix := make(Index, len(p.Resources))
	for i := range p.Resources {
		r := &p.Resources[i]
		ix[r.Key()] = append(ix[r.Key()], r)
	}
	return ix
}

// Find is the resource that a request asks for; nil if there is none. Where
// several have its method and URL the request says which it means.
func (ix Index) Find(req *http.Request) *Resource {
	all := ix[Key(req.Method, Hostname(req.Host), req.URL.RequestURI())]
	for _, r := range all {
		if len(all) == 1 || req.Header.Get(IDHeader) == strconv.Itoa(r.ID) {
			return r
		}
	}
	return nil
}

// Hostname is a host without its port.
func Hostname(hostport string) string {
	if strings.IndexByte(hostport, ':') < 0 {
		return hostport
	}
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		return host
	}
	return hostport
}
