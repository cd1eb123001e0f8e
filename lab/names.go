package main

import (
	"fmt"
	"strings"
	"unicode"

	"rttlab/lab/scenario"
	"rttlab/plots"
)

// fileNames is what each visit of each run is called in the names of files.
type fileNames map[string]string

// nameFiles makes file names of the runs' names: "HTTP/1.1, 3 domains" is
// http-1.1-3-domains. Runs whose names differ only in what a file's cannot have
// are told apart by a number.
func nameFiles(s *scenario.Scenario) fileNames {
	names, taken := fileNames{}, map[string]bool{"": true}
	for i := range s.Runs {
		for visit := range s.Runs[i].Loads() {
			run := s.Runs[i].VisitName(visit + 1)
			words := strings.FieldsFunc(strings.ToLower(run), func(r rune) bool {
				return r != '.' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
			})
			base := strings.Trim(strings.Join(words, "-"), ".")
			name := base
			for n := 2; taken[name]; n++ {
				name = strings.Trim(fmt.Sprintf("%s-%d", base, n), "-")
			}
			taken[name] = true
			names[run] = name
		}
	}
	return names
}

// chart is the name of a chart's files, without extension.
func (n fileNames) chart(c plots.Named) string {
	if c.Run == "" {
		return c.Name
	}
	return c.Name + "-" + n[c.Run]
}
