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

// The live section lies between these lines. Only a live run replaces it.
const (
	liveBegin = "<!-- live: begin -->\n"
	liveEnd   = "<!-- live: end -->\n"
)

// noLive is the live section of a document that never had one.
const noLive = "Not measured yet.\n"

// liveSection is the live section that the document in file has.
func liveSection(file string) (string, error) {
	old, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return noLive, nil
	}
	if err != nil {
		return "", err
	}
	_, rest, begins := strings.Cut(string(old), liveBegin)
	section, _, ends := strings.Cut(rest, liveEnd)
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
