package scenario

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
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
	source := strings.TrimPrefix(string(data), "\uFEFF")
	d := &decoder{
		file:    file,
		lines:   strings.Split(source, "\n"),
		anchors: map[string]ast.Node{},
		opened:  map[ast.Node]*mapping{},
		places:  places(),
		given:   map[string]entry{},
	}
	s := d.scenario(source)
	if len(d.errs) > 0 {
		return nil, d.errs.sorted()
	}
	return s, nil
}

// scenario reads the whole file. What it returns is of use only when there
// were no errors.
func (d *decoder) scenario(source string) *Scenario {
	if !utf8.ValidString(source) || strings.ContainsRune(source, 0) {
		d.lines = nil // nobody could read them
		d.errorAt(nil, "the file is not a text in UTF-8: save it as UTF-8 (Windows' Notepad calls UTF-16 Unicode)")
		return nil
	}
	if len(source) > maxBytes {
		d.errorAt(nil, "the file is longer than %d kB: is it a scenario?", maxBytes>>10)
		return nil
	}
	root := d.document(source)
	if root == nil {
		return nil
	}
	d.collect(root)
	top := d.open(root, "the file", fileSection.example)
	if top == nil {
		return nil
	}
	d.known(top, append(fileSection.names(), settingsSection.names()...), "a scenario has")
	base := filepath.Base(d.file)
	s := &Scenario{File: d.file, Name: strings.TrimSuffix(base, filepath.Ext(base)), Seed: 1}
	fileSection.fill(d, "", []*mapping{top}, s)
	if e, ok := top.get("seed"); ok {
		s.Seed, _ = read(d, e, seedNumber())
	}
	d.runs(s, top)
	d.expects(s, top)
	return s
}

// places tells for each key where it belongs. Top and run share theirs, so a
// key of both is listed once.
var places = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	fileSection.note(m)
	settingsSection.note(m)
	networkSection.note(m)
	tcpSection.note(m)
	pageSection.note(m)
	assetSection.note(m)
	serverSection.note(m)
	browserSection.note(m)
	tlsSection.note(m)
	migrateSection.note(m)
	resetSection.note(m)
	expectSection.note(m)
	return m
})
