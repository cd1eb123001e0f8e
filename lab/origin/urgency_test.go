package origin

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUrgencyOf(t *testing.T) {
	for field, want := range map[string]urgency{
		"":               {3, true}, // nothing is said: as ever
		"i":              {3, true},
		"u=0":            {0, false},
		"u=1, i":         {1, true},
		"u=7,i=?1":       {7, true},
		"u=2, i=?0":      {2, false},
		"u=8":            {3, false},
		"u=-1":           {3, false},
		"u=x, strange":   {3, false},
		"strange=4, u=5": {5, false},
	} {
		req := &http.Request{Header: http.Header{}}
		if field != "" {
			req.Header.Set("Priority", field)
		}
		require.Equal(t, want, urgencyOf(req), field)
	}
}

// Of any two answers at most one goes before the other, and what shares its
// level with others in turn is never before any of them.
func TestBefore(t *testing.T) {
	var all []*answer
	for level := range 3 {
		for id := range 3 {
			all = append(all, &answer{urgency{level, false}, id}, &answer{urgency{level, true}, id})
		}
	}
	for _, a := range all {
		for _, b := range all {
			require.False(t, a.before(b) && b.before(a))
			if a.level < b.level {
				require.True(t, a.before(b))
			}
			if a.level == b.level && a.incremental {
				require.False(t, a.before(b))
			}
			if a.level == b.level && !a.incremental && a.id < b.id {
				require.True(t, a.before(b))
			}
		}
	}
}

func FuzzUrgencyOf(f *testing.F) {
	f.Add("u=1, i")
	f.Add("i=?0,u=7;x")
	f.Fuzz(func(t *testing.T, field string) {
		u := urgencyOf(&http.Request{Header: http.Header{"Priority": {field}}})
		require.True(t, 0 <= u.level && u.level <= 7)
	})
}
