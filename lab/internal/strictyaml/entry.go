package strictyaml

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// find gives the index of the entry that a path begins with, by its name or by
// its number, and the rest of the path; -1: there is none. Names may have dots
// in them, so the longest wins.
func (n *Node) find(path string) (index int, rest string) {
	index, longest := -1, -1
	for i, name := range n.entryNames() {
		behind, ok := strings.CutPrefix(path, name)
		if ok && name != "" && len(name) > longest && (behind == "" || behind[0] == '.') {
			index, longest, rest = i, len(name), strings.TrimPrefix(behind, ".")
		}
	}
	if index >= 0 {
		return index, rest
	}
	number, rest, _ := strings.Cut(path, ".")
	i, err := strconv.Atoi(number)
	if err != nil || i < 1 || i > len(n.items) {
		return -1, ""
	}
	return i - 1, rest
}

// entryNames are the names of a list's entries, "" for one without; nil if none
// has one.
func (n *Node) entryNames() []string {
	names := make([]string, len(n.items))
	any := false
	for i, item := range n.items {
		if item == nil || item.sort != mapping {
			continue
		}
		if e, ok := item.Get("name"); ok && e.Value != nil && e.Value.sort == scalar {
			names[i], any = e.Value.text, true
		}
	}
	if !any {
		return nil
	}
	return names
}

// first is the entry that a path names, as far as one can tell: up to a dot that
// a letter follows.
func first(path string) string {
	for i := 1; i < len(path); i++ {
		if path[i-1] == '.' && path[i] >= 'a' && path[i] <= 'z' {
			return path[:i-1]
		}
	}
	return path
}

// others says which entries a list has beside the one that it has not.
func (n *Node) others(name string, f *Format) string {
	names := slices.DeleteFunc(n.entryNames(), func(name string) bool { return name == "" })
	all := len(n.items)
	switch {
	case all == 0:
		return "it is empty"
	case len(names) == 0:
		return "they are counted from 1 to " + strconv.Itoa(all)
	case len(names) < all && f.Synonyms.Near(name, names) == "":
		return fmt.Sprintf("there are %s, and %d in all", List(names), all)
	}
	return f.Synonyms.Hint(name, names, "there are")
}
