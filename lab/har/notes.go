package har

import "fmt"

// notes are what a reader has to say, a line for each kind.
type notes struct {
	lines []*note
	kinds map[string]*note
}

type note struct {
	what    string // of an entry, after its number; of the file otherwise
	entries []int
}

// plain notes something about the file.
func (n *notes) plain(format string, args ...any) {
	n.lines = append(n.lines, &note{what: fmt.Sprintf(format, args...)})
}

// entry notes something about an entry, by its place in the file. What is the
// same of several becomes one line.
func (n *notes) entry(place int, what string) {
	if n.kinds == nil {
		n.kinds = map[string]*note{}
	}
	k := n.kinds[what]
	if k == nil {
		k = &note{what: what}
		n.kinds[what] = k
		n.lines = append(n.lines, k)
	}
	k.entries = append(k.entries, place)
}

// texts are the lines.
func (n *notes) texts() []string {
	var all []string
	for _, l := range n.lines {
		switch len(l.entries) {
		case 0:
			all = append(all, l.what)
		case 1:
			all = append(all, fmt.Sprintf("entry %d: %s", l.entries[0], l.what))
		default:
			all = append(all, fmt.Sprintf("entry %d and %d more: %s", l.entries[0], len(l.entries)-1, l.what))
		}
	}
	return all
}
