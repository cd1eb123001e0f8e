package scenario

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	yaml "rttlab/lab/internal/strictyaml"
)

// maxBytes is how long a scenario file may be: a recorded page of a thousand files
// has about 200 kB.
const maxBytes = 256 << 10

// Load reads the scenario file at path, with overrides as Parse takes them. What
// is wrong with the file itself comes as Errors.
func Load(path string, overrides ...string) (*Scenario, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, err
	}
	return Parse(path, data, overrides...)
}

// Parse reads a scenario from data. file is what errors call it, and where the
// scenario's name comes from when it does not say its own. The error is nil or
// an Errors.
//
// Overrides are keys with values in YAML, which count as if the file had them in
// place of its own: "network.rtt=20ms" at its top, "runs.HTTP/2.network.rtt=20ms"
// in the run of that name, "page.assets.1.count=50" in the first entry of a
// list. As in the file, a run that has a key of its own keeps it. Of two that
// contradict each other the later wins. Expectations about runs that they change
// are Skipped.
func Parse(file string, data []byte, overrides ...string) (*Scenario, error) {
	s, err := parse(file, data, overrides)
	if err != nil && len(overrides) == 0 {
		return nil, unswept(file, data, err)
	}
	if err == nil && len(overrides) == 0 {
		if err = s.probe(file, data); err != nil {
			return nil, err
		}
	}
	if err == nil && len(overrides) > 0 {
		own, ownErr := parse(file, data, nil)
		if ownErr != nil { // an override mends it
			own = &Scenario{}
		}
		s.skip(own, overrides)
	}
	return s, err
}

func parse(file string, data []byte, overrides []string) (*Scenario, error) {
	d := &decoder{Decoder: yaml.NewDecoder(format(), file), effects: effects{}}
	s := &Scenario{}
	if top := d.Parse(data, overrides...); top != nil {
		s = d.scenario(top)
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// decoder reads one scenario.
type decoder struct {
	*yaml.Decoder
	compared []compared // names in runs' against
	effects  effects
}

// Error and Errors are what is wrong with a scenario file.
type (
	Error  = yaml.Error
	Errors = yaml.Errors
)

// scenario reads the whole file. What it returns is of use only when there
// were no errors.
func (d *decoder) scenario(top *yaml.Node) *Scenario {
	d.Known(top, append(fileSection.Names(), settingsSection.Names()...), "a scenario has")
	base := filepath.Base(d.File())
	s := &Scenario{File: d.File(), Name: strings.TrimSuffix(base, filepath.Ext(base)), Seed: 1}
	fileSection.Fill(d.Decoder, "", []*yaml.Node{top}, s)
	if e, ok := top.Get("seed"); ok {
		s.Seed, _ = yaml.Read(d.Decoder, e, yaml.Seed())
	}
	d.runs(s, top)
	s.Warnings = append(s.Warnings, d.effects.warnings()...)
	d.expects(s, top)
	d.checkHeadline(s, top)
	return s
}

// format is what the decoder knows about scenario files as a whole.
var format = sync.OnceValue(func() *yaml.Format {
	return &yaml.Format{
		Noun: "a scenario", Example: fileSection.Example, MaxBytes: maxBytes, Places: places(), Synonyms: synonyms,
		Unused: "another --set behind it has this key, or each run has one of its own, which runs.NAME.KEY=VALUE sets",
	}
})

// places tells for each key where it belongs. Top and run share theirs, so a
// key of both is listed once.
func places() map[string][]string {
	m := map[string][]string{}
	for _, s := range sections() {
		s.Note(m)
	}
	return m
}
