package scenario

import (
	"slices"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
)

// checkGroups looks for dependencies that cannot be.
func (d *decoder) checkGroups(r *Run, in string, at func(...string) yaml.Place) {
	var before []string
	for i := range r.Page.Assets {
		group := &r.Page.Assets[i]
		switch on := group.DependsOn; {
		case group.Name != "" && slices.Contains(before, group.Name):
			d.Errorf(at("page.assets"), "%stwo groups of assets are called %q: give one another name", in, group.Name)
		case on != "" && len(before) == 0:
			d.Errorf(at("page.assets"), "%sassets depend on %q, and no group before them has a name: give it one, as in {name: %s, …}", in, on, on)
		case on != "" && !slices.Contains(before, on):
			d.Errorf(at("page.assets"), "%sassets depend on %q, and no group before them is called so: %s", in, on, Hint(on, before, "there are"))
		case group.Preload && r.Page.parent(i) == "":
			d.Errorf(at("page.assets"), "%spreload changes nothing for assets that the HTML names: leave it out, or say with depends_on what else does", in)
		}
		d.checkAhead(r, group, in, at)
		d.checkRequest(group, in, at)
		if group.Name != "" {
			before = append(before, group.Name)
		}
	}
}

// checkAhead looks for ways of being ahead that nobody takes.
func (d *decoder) checkAhead(r *Run, group *Assets, in string, at func(...string) yaml.Place) {
	elsewhere := group.Host != "" && group.Host != PageHost || group.Host == "" && r.Page.Hosts > 1
	switch {
	case group.Ahead == page.Hints && r.HTTP != "2" && r.HTTP != "3":
		d.Errorf(at("page.assets", "http"), "%sbrowsers heed early hints over HTTP/2 and 3 only, and this is HTTP/%s: set http: \"2\" here, or leave ahead out", in, r.HTTP)
	case group.Ahead == page.Push && r.HTTP != "2":
		d.Errorf(at("page.assets", "http"), "%sonly HTTP/2 has server push, and this is HTTP/%s: set http: \"2\" here, or ahead: hints", in, r.HTTP)
	case group.Ahead == page.Push && elsewhere:
		d.Errorf(at("page.assets", "page.hosts"), "%sa server pushes what has its own name only: leave host and hosts out, or set ahead: hints", in)
	}
}
