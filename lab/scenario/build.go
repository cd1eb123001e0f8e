package scenario

import (
	"fmt"
	"time"

	"rttlab/lab/page"
)

// PageHost is the page's own name. RFC 6761 §6.4 keeps .test for uses like
// this one, so it can never be somebody's real site.
const PageHost = "www.example.test"

// ShardHost names the i-th host that a page's assets are spread over, counted
// from 0: the page's own, then img1.example.test, img2.example.test and so on.
func ShardHost(i int) string {
	if i == 0 {
		return PageHost
	}
	return fmt.Sprintf("img%d.example.test", i)
}

// Build makes the page that p describes: the HTML first, then the assets in
// the order of their groups. Assets without a host of their own go in turn to
// the page's shards. The HTML names its assets at even distances, none at its
// very first byte and none at its last. think is what the server takes for the
// HTML; the assets have theirs in their groups.
func (p Page) Build(think time.Duration) *page.Page {
	n := p.Files()
	digits := max(3, len(fmt.Sprint(n)))
	pg := &page.Page{Resources: make([]page.Resource, 1, n+1)}
	pg.Resources[0] = page.Resource{Host: PageHost, Path: "/", Type: page.HTML, Size: p.HTML, Think: think, Parent: -1}
	sharded := 0
	for _, group := range p.Assets {
		for range group.Count {
			id := len(pg.Resources)
			host := group.Host
			if host == "" {
				host = ShardHost(sharded % max(1, p.Hosts))
				sharded++
			}
			pg.Resources = append(pg.Resources, page.Resource{
				ID:      id,
				Host:    host,
				Path:    fmt.Sprintf("/asset-%0*d%s", digits, id, group.Type.Extension()),
				Type:    group.Type,
				Size:    group.Size,
				Think:   group.Think,
				Parent:  0,
				NamedAt: int(int64(p.HTML) * int64(id) / int64(n+1)),
			})
		}
	}
	return pg
}

// Files is how many assets the page has, the HTML not counted.
func (p Page) Files() int {
	n := 0
	for _, group := range p.Assets {
		n += group.Count
	}
	return n
}
