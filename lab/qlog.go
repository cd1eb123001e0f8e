package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"rttlab/lab/replay"
	"rttlab/lab/timeline"
)

// logs are the logs of a scenario's connections over HTTP/3. They are kept in
// memory until all has run: virtual time stands still while a file is written.
type logs struct {
	mu    sync.Mutex
	files map[string]map[string]*log // by run, then connection and end; nil: nobody wants them
}

type log struct{ bytes.Buffer }

func (*log) Close() error { return nil }

// logs has the connections of every run over HTTP/3 logged if --qlog says so.
func (o *options) logs(opt *replay.Options) *logs {
	l := &logs{}
	if o.qlog == "" {
		return l
	}
	l.files = map[string]map[string]*log{}
	opt.QLOG = func(run string, connection int, end string) io.WriteCloser {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.files[run] == nil {
			l.files[run] = map[string]*log{}
		}
		f := new(log)
		l.files[run][fmt.Sprintf("%d.%s", connection, end)] = f
		return f
	}
	return l
}

// write writes a file for each log, in the order of the runs, and says on stderr
// which those are.
func (l *logs) write(stderr io.Writer, dir string, t *timeline.Timeline) error {
	if l.files == nil {
		return nil
	}
	if len(l.files) == 0 {
		fmt.Fprintf(stderr, "no qlog of %s: none of its runs is over HTTP/3\n", t.Scenario)
		return nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	names := nameFiles(t)
	for i := range t.Runs {
		files := l.files[t.Runs[i].Name]
		for _, name := range slices.Sorted(maps.Keys(files)) {
			path := filepath.Join(dir, fmt.Sprintf("%s.%s.sqlog", names[t.Runs[i].Name], name))
			if err := os.WriteFile(path, files[name].Bytes(), 0o666); err != nil {
				return err
			}
			fmt.Fprintf(stderr, "wrote %s\n", path)
		}
	}
	return nil
}
