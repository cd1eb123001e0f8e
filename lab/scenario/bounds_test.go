package scenario

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// No file of any size that is read takes much more to refuse than the largest right one takes to
// read: a kilobyte of memory for each byte of text.
func TestHostileFiles(t *testing.T) {
	const size = maxBytes / 4 // what each byte takes stays the same beyond
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	chain := func(first, format string) string {
		var b strings.Builder
		b.WriteString(first)
		for i := 1; b.Len() < size-100; i++ {
			fmt.Fprintf(&b, format, i, i-1)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"open brackets":       fill("["),
		"brackets":            fill("[]"),
		"lists in a list":     "a: [" + fill("[],")[10:] + "]",
		"lists in lists":      "a: [" + fill("[[[[[[[[]]]]]]]],")[10:] + "]",
		"an open list":        "a: [" + fill("1,")[10:],
		"commas":              "[" + fill(",")[10:],
		"anchors":             fill("&a "),
		"aliases":             "a: &a 1\nb: [" + fill("*a,")[30:] + "]",
		"stars":               fill("*"),
		"ampersands":          fill("&"),
		"aliases of aliases":  chain("a0: &a0 [x]\n", "a%[1]d: &a%[1]d [*a%[2]d, *a%[2]d]\n"),
		"merges of merges":    chain("a0: &a0 {k: 1}\n", "a%[1]d: &a%[1]d {<<: *a%[2]d, k%[1]d: 1}\n"),
		"one key":             fill("a: 1\n"),
		"keys":                chain("", "a%d: %d\n"),
		"keys on a line":      "a: {" + chain("", "a%d: %d,") + "}",
		"keys in keys":        fill("a: "),
		"quotes":              fill(`"`),
		"dashes":              fill("-\n"),
		"wrong runs and runs": "page: {html: 1KB, assets: [" + fill("{a: 1},")[:6000] + "]}\nruns: [" + fill("{name: A},")[:900] + "]",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Parse("x.yaml", []byte(text))
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1000*size), "bytes for %s", name)
		require.Less(t, after.Mallocs-before.Mallocs, uint64(16*size), "allocations for %s", name)
	}
}
