package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// manifest is what this program wrote into a folder: of each scenario its files,
// by name, with their SHA-256. It lies in the folder, so that the next time a
// file can go that is not written any more, of a run that has another name now,
// and no file goes that is not ours or that somebody has changed.
type manifest map[string]map[string]string

const manifestName = ".rttlab.json"

func readManifest(dir string) (manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, nil
	}
	if err != nil {
		return nil, err
	}
	m := manifest{}
	if json.Unmarshal(text, &m) != nil {
		return manifest{}, nil // somebody has changed it: what it was about is not ours any more
	}
	return m, nil
}

// replace notes what was written for a scenario now, and removes what was
// written for it earlier and is not there any more.
func (m manifest) replace(dir, scenario string, wrote map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(m[scenario])) {
		if _, again := wrote[name]; again || filepath.Base(name) != name {
			continue
		}
		path := filepath.Join(dir, name)
		if sum, err := sumOf(path); err != nil || sum != m[scenario][name] {
			continue // it is gone, or not what was written
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("a file of an earlier run: %w", err)
		}
	}
	m[scenario] = wrote
	return writeFile(filepath.Join(dir, manifestName), func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(m)
	})
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
