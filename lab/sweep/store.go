package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rttlab/lab/timeline"
)

// A sweep's folder has its plan, and a file for each point that is done.
const (
	planFile = "plan.json"
	pointDir = "points"
)

// temporary ends the names of files that are not all there yet.
const temporary = ".tmp"

// Store is a sweep's folder.
type Store struct{ dir string }

// OpenStore makes the folder, if it is not there, and clears away what a sweep
// has left that was killed while it wrote.
func OpenStore(dir string) (Store, error) {
	points := filepath.Join(dir, pointDir)
	if err := os.MkdirAll(points, 0o777); err != nil {
		return Store{}, err
	}
	entries, err := os.ReadDir(points)
	if err != nil {
		return Store{}, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), temporary) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(points, e.Name())) // or another shard has
		}
	}
	return Store{dir}, nil
}

// abandoned is how old a file is that nobody writes any more: writing takes
// milliseconds, and the clocks of machines that share the folder may differ.
const abandoned = 10 * time.Minute

func (s Store) path(hash string) string { return filepath.Join(s.dir, pointDir, hash+".json") }

// load is what a point gave; nil when it has not been played. One that cannot be
// read counts as that.
func (s Store) load(hash string) ([]timeline.Figures, error) {
	text, err := os.ReadFile(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var figures []timeline.Figures
	if json.Unmarshal(text, &figures) != nil {
		return nil, nil
	}
	return figures, nil
}

func (s Store) save(hash string, figures []timeline.Figures) error {
	text, err := json.Marshal(figures)
	if err != nil {
		return err
	}
	return s.write(s.path(hash), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// write makes a file of what f writes, all of it or nothing.
func (s Store) write(path string, f func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".*"+temporary)
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if err := errors.Join(f(tmp), tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// SavePlan keeps the plan, for Merge.
func (s Store) SavePlan(p *Plan) error {
	text, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return err
	}
	return s.write(filepath.Join(s.dir, planFile), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// Missing are the points of a plan that have not been played yet.
func (s Store) Missing(p *Plan) ([]*Point, error) {
	var missing []*Point
	for _, point := range p.points() {
		figures, err := s.load(point.Hash)
		if err != nil {
			return nil, err
		}
		if figures == nil {
			missing = append(missing, point)
		}
	}
	return missing, nil
}

// Merge brings the points of several folders together in one, and returns their
// plan, which has to be the same in all.
func Merge(to Store, dirs ...string) (*Plan, error) {
	var plan []byte
	for _, dir := range dirs {
		text, err := os.ReadFile(filepath.Join(dir, planFile))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s is no folder of a sweep: it has no %s", dir, planFile)
		case err != nil:
			return nil, err
		case plan != nil && string(plan) != string(text):
			return nil, fmt.Errorf("%s and %s are of different sweeps, or of different versions of this program\nhint: play all shards with one program and the same settings", dirs[0], dir)
		}
		plan = text
	}
	p := &Plan{}
	if err := json.Unmarshal(plan, p); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dirs[0], planFile), err)
	}
	for _, dir := range dirs {
		from := Store{dir}
		for _, point := range p.points() {
			if strings.ContainsAny(point.Hash, `/\.`) {
				return nil, fmt.Errorf("%s: %q is no hash", filepath.Join(dirs[0], planFile), point.Hash)
			}
			figures, err := from.load(point.Hash)
			if err != nil {
				return nil, err
			}
			if figures != nil {
				if err := to.save(point.Hash, figures); err != nil {
					return nil, err
				}
			}
		}
	}
	return p, to.SavePlan(p)
}
