package main

import (
	"embed"
	"fmt"
)

// reference holds what a real kernel and a real browser did; its README says
// how they were measured.
//
//go:embed reference/*.csv
var reference embed.FS

// referenceRows reads one of the reference files, named without its ending.
func referenceRows(name string) ([]Row, error) {
	f, err := reference.Open("reference/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := readRows(f)
	if err != nil {
		return nil, fmt.Errorf("reference/%s.csv: %w", name, err)
	}
	return rows, nil
}
