package scenario

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the expected files anew")

// TestMistakes compares what is said about the mistakes that people make, to
// the letter. testdata/mistakes holds them: a file NAME.yaml and the error
// NAME.txt that belongs to it.
func TestMistakes(t *testing.T) {
	archives, err := filepath.Glob("testdata/mistakes/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, archives)
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		for i := 0; i+1 < len(archive.Files); i += 2 {
			name, isYAML := strings.CutSuffix(archive.Files[i].Name, ".yaml")
			require.True(t, isYAML && archive.Files[i+1].Name == name+".txt", "%s: %s has no error behind it", path, name)
			_, err := Parse("x.yaml", archive.Files[i].Data)
			if !pointed(t, path+": "+name, err) {
				continue
			}
			if got := err.Error() + "\n"; *update {
				archive.Files[i+1].Data = []byte(got)
			} else if want := string(archive.Files[i+1].Data); want != got {
				t.Errorf("%s: %s\n got: %s\nwant: %s", path, name, got, want)
			}
		}
		if *update {
			require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o644))
		}
	}
}

// pointed says whether err is there, and every part of it points into the file.
func pointed(t *testing.T, name string, err error) bool {
	var all Errors
	if !errors.As(err, &all) {
		t.Errorf("%s: no error but %v", name, err)
		return false
	}
	for _, e := range all {
		if e.Line < 1 || e.Column < 1 || e.Message == "" {
			t.Errorf("%s: an error without its place: %v", name, e)
		}
	}
	return true
}
