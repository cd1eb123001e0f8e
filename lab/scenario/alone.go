package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	yaml "rttlab/lab/internal/strictyaml"
)

// Alone is a scenario file that has one run of s alone, by its index, with all
// that was given beside the file in it: played, it gives what the run gives. It
// has no comments, no texts but the title, and expects nothing. text and
// overrides are what s was parsed of.
//
// It is an error if there is no such file.
func (s *Scenario) Alone(run int, text []byte, overrides ...string) (string, error) {
	r := &s.Runs[run]
	cannot := func(why error) error { return fmt.Errorf("%s: run %q is no file by itself: %w", s.File, r.Name, why) }
	d := yaml.NewDecoder(format(), s.File)
	top := d.Parse(text, overrides...)
	if top == nil {
		return "", cannot(d.Err())
	}
	file := "title: " + yaml.Quote(cmp.Or(s.Title, s.Name)) + "\n" + yaml.Lines(without(top.Entries(), fileSection.Names()), "")
	file += "runs:\n  - name: " + yaml.Quote(r.Name) + "\n"
	if r.Seed != 1 {
		file += "    seed: " + strconv.FormatUint(r.Seed, 10) + "\n"
	}
	if r.Repeat > 0 {
		file += "    repeat: " + strconv.Itoa(r.Repeat) + "\n"
	}
	if list, ok := top.Get("runs"); ok {
		all, _ := list.Value.Elements()
		file += yaml.Lines(without(all[run].Entries(), []string{"name", "against"}), "    ")
	}
	again, err := parse(s.File, []byte(file), nil)
	if err != nil {
		return "", cannot(err)
	}
	if !reflect.DeepEqual(r.Setup(), again.Runs[0].Setup()) {
		return "", cannot(errors.New("what would be played is not the same"))
	}
	return file, nil
}

// without are the keys but for some, and for those that Alone has the run say.
func without(keys []yaml.Entry, names []string) []yaml.Entry {
	return slices.DeleteFunc(slices.Clone(keys), func(e yaml.Entry) bool {
		return slices.Contains(names, e.Name) || e.Name == "seed" || e.Name == "repeat"
	})
}
