package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

// stdin is what a scenario that comes from there is called.
const stdin = "stdin"

// errTwiceStdin says that - stands for two scenarios.
var errTwiceStdin = errors.New("- is named twice, and stdin can be read once: name a file in place of one of them")

// load reads a scenario file, or the built-in scenario of that name, or what
// comes from stdin, which is "-".
func load(name string, in io.Reader, overrides []string) (*scenario.Scenario, error) {
	s, _, err := loadText(name, in, overrides)
	return s, err
}

// loadText is load and what was read.
func loadText(name string, in io.Reader, overrides []string) (*scenario.Scenario, []byte, error) {
	file, text, err := open(name, in)
	if err != nil {
		return nil, nil, err
	}
	s, err := scenario.Parse(file, text, overrides...)
	return s, text, err
}

// open reads a scenario's text and says what its file is called.
func open(name string, in io.Reader) (file string, text []byte, err error) {
	if name == "-" {
		text, err := io.ReadAll(io.LimitReader(in, 1<<20)) // more than a scenario may have
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", stdin, err)
		}
		return stdin, text, nil
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return "", nil, fmt.Errorf("%s is a directory\nhint: name the scenario files in it, %s", name, filepath.Join(name, "*.yaml"))
	case err != nil && filepath.Ext(name) == "" && filepath.Base(name) == name:
		text, err := builtInText(name)
		return "scenarios/" + name + ".yaml", text, err
	case errors.Is(err, fs.ErrNotExist):
		return "", nil, fmt.Errorf("%s: no such file\nhint: `lab list` shows the scenarios that are built in", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, 1<<20))
	return name, text, err
}

func builtIn(name string, overrides ...string) (*scenario.Scenario, error) {
	text, err := builtInText(name)
	if err != nil {
		return nil, err
	}
	return scenario.Parse("scenarios/"+name+".yaml", text, overrides...)
}

func builtInText(name string) ([]byte, error) {
	if !slices.Contains(scenarios.Names(), name) {
		if near := scenario.Near(name, scenarios.Names()); near != "" {
			return nil, fmt.Errorf("no built-in scenario %q: did you mean %q?", name, near)
		}
		return nil, fmt.Errorf("no built-in scenario %q\nhint: `lab list` shows those that there are, and `lab FILE` runs a file of your own", name)
	}
	return scenarios.Open(name)
}
