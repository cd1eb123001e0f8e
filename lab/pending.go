package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// pending is a file that has its name when all of it is written, and is not
// there otherwise.
type pending struct {
	*bufio.Writer
	file *os.File
	path string
}

func newPending(path string) (*pending, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d.tmp", filepath.Base(path), os.Getpid())))
	if err != nil {
		return nil, err
	}
	return &pending{Writer: bufio.NewWriterSize(f, 64<<10), file: f, path: path}, nil
}

// Commit gives the file its name.
func (p *pending) Commit() error {
	err := errors.Join(p.Flush(), p.file.Close())
	if err == nil {
		err = os.Rename(p.file.Name(), p.path)
	}
	if err != nil {
		_ = os.Remove(p.file.Name())
	}
	return err
}

// Abort removes it.
func (p *pending) Abort() {
	_ = p.file.Close()
	_ = os.Remove(p.file.Name())
}

// writeFile makes a file of what write writes.
func writeFile(path string, write func(io.Writer) error) error {
	p, err := newPending(path)
	if err != nil {
		return err
	}
	if err := write(p); err != nil {
		p.Abort()
		return err
	}
	return p.Commit()
}

// writable finds out whether files can be written to a folder, or whether it can
// be made.
func writable(dir string) error {
	there := filepath.Clean(dir)
	for {
		info, err := os.Stat(there)
		switch {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%s is no folder", there)
		case err == nil:
			p, err := newPending(filepath.Join(there, "x"))
			if err == nil {
				p.Abort()
			}
			return err
		case filepath.Dir(there) == there:
			return err
		}
		there = filepath.Dir(there)
	}
}
