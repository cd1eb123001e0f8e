package main

import (
	"embed"
	"errors"
	"os"
	"strings"
	"text/template"
)

//go:embed *.md.tmpl
var templates embed.FS

// Sections that lie between lines of their own are kept until they are measured
// anew: the live one wants this machine's kernel, that of the recordings a folder
// that is not in the tree.
const (
	liveBegin       = "<!-- live: begin -->\n"
	liveEnd         = "<!-- live: end -->\n"
	recordingsBegin = "<!-- recordings: begin -->\n"
	recordingsEnd   = "<!-- recordings: end -->\n"
)

// noLive is the section of a document that never had one.
const noLive = "Not measured yet.\n"

// liveSection is the live section that the document in file has.
func liveSection(file string) (string, error) { return keptSection(file, liveBegin, liveEnd) }

// keptSection is what lies between two lines of the document in file.
func keptSection(file, begin, end string) (string, error) {
	old, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return noLive, nil
	}
	if err != nil {
		return "", err
	}
	_, rest, begins := strings.Cut(string(old), begin)
	section, _, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return noLive, nil
	}
	return section, nil
}

// writeDocument renders a template into file.
func writeDocument(file, name string, data any) error {
	t, err := template.ParseFS(templates, name)
	if err != nil {
		return err
	}
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
