package scenario

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	yaml "rttlab/lab/internal/strictyaml"
)

// maxBytes is how long a scenario file may be.
const maxBytes = 64 << 10

// Load reads the scenario file at path. What is wrong with the file itself
// comes as Errors.
func Load(path string) (*Scenario, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// Parse reads a scenario from data. file is what errors call it, and where the
// scenario's name comes from when it does not say its own. The error is nil or
// an Errors.
func Parse(file string, data []byte) (*Scenario, error) {
	d := &decoder{yaml.NewDecoder(format(), file)}
	s := &Scenario{}
	if top := d.Parse(data); top != nil {
		s = d.scenario(top)
	}
	if err := d.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// decoder reads one scenario.
type decoder struct{ *yaml.Decoder }

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
	d.expects(s, top)
	return s
}

// format is what the decoder knows about scenario files as a whole.
var format = sync.OnceValue(func() *yaml.Format {
	return &yaml.Format{Noun: "a scenario", Example: fileSection.Example, MaxBytes: maxBytes, Places: places(), Synonyms: synonyms}
})

// places tells for each key where it belongs. Top and run share theirs, so a
// key of both is listed once.
func places() map[string][]string {
	m := map[string][]string{}
	fileSection.Note(m)
	settingsSection.Note(m)
	networkSection.Note(m)
	tcpSection.Note(m)
	pageSection.Note(m)
	assetSection.Note(m)
	serverSection.Note(m)
	browserSection.Note(m)
	tlsSection.Note(m)
	migrateSection.Note(m)
	resetSection.Note(m)
	expectSection.Note(m)
	return m
}
