// Package scenarios holds the built-in scenario files.
package scenarios

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

const extension = ".yaml"

// Names lists the built-in scenarios in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil { // the root of an embed.FS is always there
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	return names
}

// Open gives the text of the built-in scenario of that name.
func Open(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("there is no built-in scenario %q: there are %s", name, strings.Join(Names(), ", "))
	}
	return files.ReadFile(name + extension)
}
