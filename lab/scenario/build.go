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
// very first byte and none at its last, and those that it preloads where it
// names the first. The assets of a group that depends on another are named by
// the files of that one, in turn, at their ends. think is what the server takes
// for the HTML; the assets have theirs in their groups.
func (p Page) Build(think time.Duration) *page.Page {
	n := p.Files()
	digits := max(3, len(fmt.Sprint(n)))
	direct := p.named()
	pg := &page.Page{Resources: make([]page.Resource, 1, n+1)}
	pg.Resources[0] = page.Resource{Host: PageHost, Path: "/", Type: page.HTML, Size: p.HTML, Think: think, Parent: -1}
	sharded, named := 0, 0
	groups := map[string][]int{} // IDs by the group's name
	for i := range p.Assets {
		group := &p.Assets[i]
		parents := groups[p.parent(i)]
		for k := range group.Count {
			id := len(pg.Resources)
			host := group.Host
			if host == "" {
				host = ShardHost(sharded % max(1, p.Hosts))
				sharded++
			}
			r := page.Resource{
				ID:      id,
				Host:    host,
				Path:    fmt.Sprintf("/asset-%0*d%s", digits, id, group.Type.Extension()),
				Type:    group.Type,
				Size:    group.Size,
				Think:   group.Think,
				Preload: group.Preload,
				Ahead:   group.Ahead,
				Delay:   group.Delay,
			}
			group.Request.apply(&r)
			switch {
			case group.Preload:
				r.NamedAt = p.HTML / (direct + 1)
			case len(parents) > 0:
				r.Parent = parents[k%len(parents)]
				r.NamedAt = pg.Resources[r.Parent].Size
			default:
				named++
				r.NamedAt = int(int64(p.HTML) * int64(named) / int64(direct+1))
			}
			pg.Resources = append(pg.Resources, r)
			groups[groupName(i, group)] = append(groups[groupName(i, group)], id)
		}
	}
	return pg
}

// groupName is the name of the i-th group; those without one have one that
// nobody can give.
func groupName(i int, group *Assets) string {
	if group.Name != "" {
		return group.Name
	}
	return fmt.Sprintf("\x00%d", i)
}

// parent is the name of the group whose files name those of the i-th; "" when
// the HTML does. Fonts are asked for once the browser knows what is set in
// them.
func (p Page) parent(i int) string {
	group := &p.Assets[i]
	if group.DependsOn != "" || group.Type != page.Font {
		return group.DependsOn
	}
	for i--; i >= 0; i-- {
		if p.Assets[i].Type == page.CSS {
			return groupName(i, &p.Assets[i])
		}
	}
	return ""
}

// named is how many assets the HTML names where it needs them.
func (p Page) named() int {
	n := 0
	for i := range p.Assets {
		if !p.Assets[i].Preload && p.parent(i) == "" {
			n += p.Assets[i].Count
		}
	}
	return n
}

// Files is how many assets the page has, the HTML not counted.
func (p Page) Files() int {
	n := 0
	for _, group := range p.Assets {
		n += group.Count
	}
	return n
}
