package strictyaml

import (
	"fmt"
	"strings"
)

// What a text may have at most. Files that people write are far below; for the
// others the parser's time, or ours, grows with the square.
const (
	maxDepth   = 50   // brackets in brackets, or dashes on a line
	maxAnchors = 1000 // anchors and aliases together
	maxKeys    = 1000 // in a group, with those that it merges
	maxNoted   = 1000 // errors
)

// tooMuch gives the first line with more than the parser should see, and says of
// what. Brackets in texts count, which does no harm as long as they close.
func tooMuch(lines []string) (line int, what string) {
	depth, anchors, keys, before := 0, 0, 0, 0
	for i, s := range lines {
		if trimmed := strings.TrimLeft(s, " "); indent(s) != before || strings.HasPrefix(trimmed, "-") {
			keys, before = 0, indent(s)
		} else if keys++; keys > maxKeys && strings.Contains(s, ":") {
			return i + 1, fmt.Sprintf("this is one key more than the %d that there may be", maxKeys)
		}
		if strings.Count(s, "- ") > maxDepth {
			depth = maxDepth + 1
		}
		last := byte(' ')
		for _, c := range []byte(s) {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '&', '*':
				if strings.IndexByte(" \t[{,:-&*", last) >= 0 {
					anchors++
				}
			}
			last = c
			switch {
			case depth > maxDepth:
				return i + 1, fmt.Sprintf("lists and groups are nested more than %d deep here", maxDepth)
			case anchors > maxAnchors:
				return i + 1, fmt.Sprintf("there are more than %d anchors and aliases up to here", maxAnchors)
			}
		}
	}
	return 0, ""
}
