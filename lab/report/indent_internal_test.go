package report

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is written by hand is what encoding/json writes.
func TestSameAsEncodingJSON(t *testing.T) {
	for _, s := range []string{"", "plain", `"quoted"`, `back\slash\\`, "a\tb\n", "<&>", "é漢\u2028", "\xff", "[{", "},:", "\x7f"} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		require.NoError(t, enc.Encode(s))
		var b buffer
		b.text("", s)
		require.Equal(t, strings.TrimSuffix(want.String(), "\n"), string(b))

		compact, err := json.Marshal(map[string]any{s: []any{s, []any{}, map[string]any{}, -1.5, true, nil, map[string]any{"x": []int{1, 2}}}})
		require.NoError(t, err)
		want.Reset()
		require.NoError(t, json.Indent(&want, compact, "", " "))
		in := indenter{}
		in.add(compact)
		require.Equal(t, want.String(), string(in.out))
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 10_000 {
		m := millis(rng.Int64N(1<<rng.IntN(50)+1) - 1000)
		require.Equal(t, strconv.FormatFloat(float64(m)/1e4, 'f', -1, 64), m.String())
	}
}
