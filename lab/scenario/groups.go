package scenario

import (
	"slices"

	"github.com/goccy/go-yaml/token"
)

// checkGroups looks for dependencies that cannot be.
func (d *decoder) checkGroups(r *Run, in string, at func(...string) *token.Token) {
	var before []string
	for i := range r.Page.Assets {
		group := &r.Page.Assets[i]
		switch on := group.DependsOn; {
		case group.Name != "" && slices.Contains(before, group.Name):
			d.errorAt(at("page.assets"), "%stwo groups of assets are called %q: give one another name", in, group.Name)
		case on != "" && len(before) == 0:
			d.errorAt(at("page.assets"), "%sassets depend on %q, and no group before them has a name: give it one, as in {name: %s, …}", in, on, on)
		case on != "" && !slices.Contains(before, on):
			d.errorAt(at("page.assets"), "%sassets depend on %q, and no group before them is called so: %s", in, on, Hint(on, before, "there are"))
		case group.Preload && r.Page.parent(i) == "":
			d.errorAt(at("page.assets"), "%spreload changes nothing for assets that the HTML names: leave it out, or say with depends_on what else does", in)
		}
		if group.Name != "" {
			before = append(before, group.Name)
		}
	}
}
