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

// load reads a scenario file, or the built-in scenario of that name, or what
// comes from stdin, which is "-".
func load(name string, in io.Reader, overrides []string) (*scenario.Scenario, error) {
	if name == "-" {
		text, err := io.ReadAll(io.LimitReader(in, 1<<20)) // more than a scenario may have
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stdin, err)
		}
		return scenario.Parse(stdin, text, overrides...)
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory\nhint: name the scenario files in it, %s", name, filepath.Join(name, "*.yaml"))
	case err != nil && filepath.Ext(name) == "" && filepath.Base(name) == name:
		return builtIn(name, overrides...)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file\nhint: `lab list` shows the scenarios that are built in", name)
	}
	return scenario.Load(name, overrides...)
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
		return nil, fmt.Errorf("no built-in scenario %q: %s", name, scenario.Hint(name, scenarios.Names(), "there are"))
	}
	return scenarios.Open(name)
}
