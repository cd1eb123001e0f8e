package browser

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

// A browser loads ahead what a link names for preloading, if the page has it.
func TestLinked(t *testing.T) {
	l := &load{proto: &protocol{cfg: &Config{}}, page: &page.Page{Resources: []page.Resource{
		{Host: "www.test", Path: "/"}, {ID: 1, Host: "www.test", Path: "/a.css"}, {ID: 2, Host: "cdn.test", Path: "/b.js"},
	}}}
	for line, want := range map[string]int{
		"</a.css>; rel=preload; as=style":                1,
		" <a.css>;rel=preload":                           1,
		"<http://www.test/a.css>; rel=preload":           1,
		"<http://cdn.test/b.js>; as=script; rel=preload": 2,
		"<//cdn.test/b.js>; rel=preload":                 2,
		"</b.js>; rel=preload":                           -1, // of another host
		"</a.css>; rel=next":                             -1,
		"</a.css>":                                       -1,
		"/a.css; rel=preload":                            -1,
		"<:>; rel=preload":                               -1,
		"":                                               -1,
	} {
		require.Equal(t, want, l.linked(line), line)
	}
}

// Whatever a server writes into a Link, it names one of the page's resources or
// none.
func FuzzLinked(f *testing.F) {
	l := &load{proto: &protocol{cfg: &Config{}}, page: &page.Page{Resources: []page.Resource{{Host: "www.test", Path: "/"}, {ID: 1, Host: "www.test", Path: "/a.css"}}}}
	f.Add("</a.css>; rel=preload; as=style")
	f.Add("<//www.test:80/a.css>;rel=preload")
	f.Fuzz(func(t *testing.T, line string) {
		id := l.linked(line)
		require.GreaterOrEqual(t, id, -1)
		require.Less(t, id, len(l.page.Resources))
	})
}
