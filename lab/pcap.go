package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rttlab/lab/capture"
	"rttlab/lab/replay"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/netem"
)

// captures are a scenario's, by run.
type captures map[string][]viewed

// viewed is a capture and where it was taken: "browser" or "server".
type viewed struct {
	at string
	*capture.Recorder
}

// capture has every run of a scenario recorded where --pcap-at says.
func (o *options) capture(s *scenario.Scenario, opt *replay.Options) captures {
	all := captures{}
	if o.pcap == "" {
		return all
	}
	opt.Prepare = also(opt.Prepare, func(name string, net *replay.Network) {
		atBrowser := []*netem.Host{net.Browser}
		if net.After != nil {
			atBrowser = append(atBrowser, net.After)
		}
		for _, view := range []struct {
			at    string
			hosts []*netem.Host
		}{{"browser", atBrowser}, {"server", net.Servers}} {
			if o.pcapAt == view.at || o.pcapAt == "both" {
				all[name] = append(all[name], viewed{view.at, capture.New(net.Network, seedOf(s, name), view.hosts...)})
			}
		}
		keys := make([]io.Writer, len(all[name]))
		for i, c := range all[name] {
			keys[i] = c.KeyLog()
		}
		net.KeyLog = io.MultiWriter(keys...)
	})
	opt.Done = func(name string) {
		for _, c := range all[name] {
			c.Stop()
		}
	}
	return all
}

// browserHosts are the browser's, before and after it has changed networks.
func browserHosts(net *replay.Network) []*netem.Host {
	if net.After == nil {
		return []*netem.Host{net.Browser}
	}
	return []*netem.Host{net.Browser, net.After}
}

// also is a Prepare that does both.
func also(first, then func(string, *replay.Network)) func(string, *replay.Network) {
	if first == nil {
		return then
	}
	return func(name string, net *replay.Network) {
		first(name, net)
		then(name, net)
	}
}

func seedOf(s *scenario.Scenario, run string) uint64 {
	for i := range s.Runs {
		if s.Runs[i].Name == run {
			return s.Runs[i].Seed
		}
	}
	return s.Seed
}

// write writes a file for each capture, in the order of the runs, and says on
// stderr which those are.
func (c captures) write(stderr io.Writer, dir string, t *timeline.Timeline) error {
	if len(c) == 0 {
		return nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	names := nameFiles(t)
	for i := range t.Runs {
		run := &t.Runs[i]
		about := fmt.Sprintf("%s, %s: %s", t.Scenario, run.Name, run.Network)
		for _, view := range c[run.Name] {
			path := filepath.Join(dir, names[run.Name]+view.extension())
			if err := writeTo(path, func(w io.Writer) error { return view.Write(w, about) }); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			fmt.Fprintf(stderr, "wrote %s\n", path)
		}
	}
	return nil
}

// extension ends the name of a capture's file: http-2.pcapng, or
// http-2.server.pcapng for one taken at the server.
func (v viewed) extension() string {
	if v.at == "browser" {
		return ".pcapng"
	}
	return "." + v.at + ".pcapng"
}

// writeTo makes a file of what write writes.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
