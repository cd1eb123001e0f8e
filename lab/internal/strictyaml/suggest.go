package strictyaml

import (
	"fmt"
	"slices"
	"strings"
)

// Synonyms are the words that people use for those that a format has.
type Synonyms map[string]string

// Near is the one of names that is meant by a word that is none of them: what
// it is a synonym of, or the nearest, or "" when none is near.
func (syn Synonyms) Near(word string, names []string) string {
	if s := syn[strings.ToLower(word)]; s != "" && slices.Contains(names, s) {
		return s
	}
	best, least := "", 1+max(1, min(len(word), 9)/3)
	for _, name := range names {
		d := distance(fold(word), fold(name))
		if d < least {
			best, least = name, d
		}
	}
	return best
}

// Hint is what to say of a word that is none of names: the nearest of them, or
// else has and all there are.
func (syn Synonyms) Hint(word string, names []string, has string) string {
	if s := syn.Near(word, names); s != "" {
		return fmt.Sprintf("did you mean %q?", s)
	}
	return has + " " + List(names)
}

// List writes names as a sentence does: "a, b and c".
func List(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// fold makes words equal that differ in what people get wrong without noticing.
func fold(s string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(s))
}

// distance is how many letters must be put in, left out, changed or swapped
// with their neighbour to make b out of a (optimal string alignment; Damerau,
// "A technique for computer detection and correction of spelling errors",
// 1964).
func distance(a, b string) int {
	const longest = 64 // no name is that long: far is far enough
	x, y := []rune(a), []rune(b)
	x, y = x[:min(len(x), longest)], y[:min(len(y), longest)]
	var rows [3][longest + 1]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range y {
		last[j+1] = j + 1
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
