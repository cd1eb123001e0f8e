package strictyaml

// Entries are a mapping's keys in the file's order, with those of an override
// first; none when n is something else.
func (n *Node) Entries() []Entry {
	if !n.IsMapping() {
		return nil
	}
	all := n.entries
	if n.under != nil {
		for _, e := range n.under.Entries() {
			if own, _ := n.Get(e.Name); own.Key == e.Key {
				all = append(all[:len(all):len(all)], e)
			}
		}
	}
	return all
}

// Elements are a list's; ok is false when n is something else.
func (n *Node) Elements() (all []*Node, ok bool) {
	if n == nil || n.sort != list {
		return nil, false
	}
	return n.items, true
}
