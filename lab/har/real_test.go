package har

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a recording of somebody's is known to hold: by the name of its file,
// entries, connections and protocols. The files themselves are third parties'
// and not in the tree.
var known = map[string]struct {
	entries, connections int
	protocols            map[string]int
}{
	"harviewer_55req-6conn.har":          {55, 6, map[string]int{"http/1.1": 55}},
	"harviewer_cuzillion-blocking.har":   {19, 10, map[string]int{"http/1.1": 19}},
	"pagexray_http1.1-chrome.har":        {13, 6, map[string]int{"http/1.1": 11, "h2": 2}},
	"pagexray_http2-chrome.har":          {11, 2, map[string]int{"h2": 11}},
	"chromehar_vercel-h2-99req.har":      {99, 10, map[string]int{"h2": 99}},
	"waterfalltools_google-h3.har":       {39, 8, map[string]int{"h3": 32, "h2": 7}},
	"perfcascade_github-h1.har":          {20, 14, map[string]int{"http/1.1": 19, "h2": 1}},
	"harviewer_fiddler-cnn-nopages.har":  {22, 10, map[string]int{"http/1.1": 22}},
	"compare_wikipedia-h2-110req.har.gz": {110, 3, map[string]int{"h2": 110}},
	"article-A-h1.har":                   {18, 6, map[string]int{"http/1.1": 18}},
	"article-A-h2.har":                   {18, 1, map[string]int{"h2": 18}},
	"gallery-A-h1.har":                   {83, 6, map[string]int{"http/1.1": 83}},
	"gallery-A-h2.har":                   {83, 1, map[string]int{"h2": 83}},
}

// TestRecordings reads the recordings in the folders that HAR_DIR names:
//
//	just recordings ../shared/har
func TestRecordings(t *testing.T) {
	folders := filepath.SplitList(os.Getenv("HAR_DIR"))
	for _, dir := range folders {
		files, err := filepath.Glob(filepath.Join(dir, "*.har*"))
		require.NoError(t, err)
		require.NotEmpty(t, files, "no recordings in %s", dir)
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				rec, err := Open(file)
				require.NoError(t, err)
				for _, w := range rec.Warnings {
					t.Log(w)
				}
				connections, protocols := 0, map[string]int{}
				for page := range rec.Pages {
					connections += len(rec.Load(page).Connections)
				}
				for i := range rec.Entries {
					protocols[rec.Entries[i].Protocol]++
				}
				t.Log(rec.Creator, len(rec.Entries), connections, protocols, rec.Omitted)
				want, ok := known[filepath.Base(file)]
				if !ok {
					return
				}
				require.Len(t, rec.Entries, want.entries)
				require.Equal(t, want.protocols, protocols)
				require.Equal(t, want.connections, connections)
			})
		}
	}
}
