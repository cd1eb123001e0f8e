package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/internal/bubble"
	"rttlab/lab/replay"
	"rttlab/lab/report"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// options are run's flags.
type options struct {
	dir     string
	format  string
	clock   string
	seed    uint64
	noFiles bool
	pcap    string
	pcapAt  string
	qlog    string
	tcp     uint

	virtual bubble.Func
}

func (o *options) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.dir, "out", "o", "", "write pictures and recordings to this `DIR` (default out/NAME)")
	f.BoolVar(&o.noFiles, "no-files", false, "draw no pictures and write no recordings, only print")
	f.StringVar(&o.format, "format", "table", "what to print: table, json (an object for each scenario) or csv")
	f.StringVar(&o.clock, "clock", "virtual", "virtual, or real for the same in real time")
	f.Uint64Var(&o.seed, "seed", 0, "draw the network's chances from this seed instead of the file's")
	f.StringVar(&o.pcap, "pcap", "", "write a capture of each run for Wireshark to this `DIR`, with the keys of TLS in it")
	f.StringVar(&o.pcapAt, "pcap-at", "browser", "where to capture: browser, server or both; a response that gets lost, and is sent again, is seen at the server")
	f.StringVar(&o.qlog, "qlog", "", "write a log of each connection of HTTP/3, and each end of it, to this `DIR`, in the format of qlog (qvis.quictools.info draws it)")
	f.UintVar(&o.tcp, "tcp", 0, "draw what TCP did on connection `N` of each run: its segments, first exchanges, windows and queue")
	f.Lookup("tcp").NoOptDefVal = "1"
	complete := func(cmd *cobra.Command, flag string, values ...string) {
		if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // the flag does not exist: a mistake in this function
		}
	}
	complete(cmd, "format", "table", "json", "csv")
	complete(cmd, "clock", "virtual", "real")
	complete(cmd, "pcap-at", "browser", "server", "both")
}

func (o *options) check(cmd *cobra.Command, names []string) error {
	if err := oneOf("format", o.format, "table", "json", "csv"); err != nil {
		return err
	}
	if err := oneOf("clock", o.clock, "virtual", "real"); err != nil {
		return err
	}
	for _, c := range []struct {
		wrong bool
		words string
	}{
		{o.tcp > 0 && o.noFiles, "--tcp draws pictures and --no-files wants none: leave one of them out"},
		{o.dir != "" && o.noFiles, "--out says where files go and --no-files wants none: leave one of them out"},
		{cmd.Flags().Changed("pcap-at") && o.pcap == "", "--pcap-at says where to capture: --pcap DIR is missing, where the captures go"},
		{o.format == "csv" && len(names) > 1, "--format csv prints the table of one scenario: name one"},
	} {
		if c.wrong {
			return usageError{errors.New(c.words)}
		}
	}
	return oneOf("pcap-at", o.pcapAt, "browser", "server", "both")
}

func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usageError{fmt.Errorf("--%s %q is not one of %s", flag, value, strings.Join(allowed, ", "))}
}

// run runs the named scenarios one after the other. All are read before the
// first is run, so that a typing error in the last costs no time.
func (o *options) run(cmd *cobra.Command, names []string) error {
	if err := o.check(cmd, names); err != nil {
		return err
	}
	all, err := o.loadAll(cmd, names)
	if err != nil {
		return usageError{err}
	}
	ok := true
	for _, s := range all {
		var opt replay.Options
		captures, logs, tracers := o.capture(s, &opt), o.logs(&opt), o.trace(&opt)
		t, err := o.one(cmd, s, opt)
		if err != nil {
			return err
		}
		several := len(all) > 1
		if err := o.show(cmd, t, several); err != nil {
			return err
		}
		if err := captures.write(cmd.ErrOrStderr(), inFolder(o.pcap, t.Scenario, several), t); err != nil {
			return err
		}
		if err := logs.write(cmd.ErrOrStderr(), inFolder(o.qlog, t.Scenario, several), t); err != nil {
			return err
		}
		if err := tracers.draw(cmd.ErrOrStderr(), o.directory(t.Scenario, several), t, int(o.tcp)); err != nil {
			return err
		}
		ok = ok && t.OK()
	}
	if !ok {
		return errExpectation
	}
	return nil
}

// loadAll reads the scenarios. Two of one name would write to the same files.
func (o *options) loadAll(cmd *cobra.Command, names []string) ([]*scenario.Scenario, error) {
	var all []*scenario.Scenario
	from := map[string]string{}
	for _, name := range names {
		s, err := load(name)
		if err != nil {
			return nil, mistyped(cmd, name, err)
		}
		if before, taken := from[s.Name]; taken {
			return nil, fmt.Errorf("%s and %s are both called %q, and their files would have the same names\nhint: give one of them a name of its own, as in name: %s-2", before, name, s.Name, s.Name)
		}
		from[s.Name] = name
		if cmd.Flags().Changed("seed") {
			reseed(s, o.seed)
		}
		all = append(all, s)
	}
	return all, nil
}

// one runs one scenario, in the time that was asked for.
func (o *options) one(cmd *cobra.Command, s *scenario.Scenario, opt replay.Options) (*timeline.Timeline, error) {
	if o.clock == "virtual" {
		return replay.All(cmd.Context(), s, opt, o.virtual)
	}
	bar := newProgress(cmd.ErrOrStderr())
	defer bar.clear()
	opt.RealTime, opt.Progress = true, bar.show
	return replay.All(cmd.Context(), s, opt, func(f func()) error {
		f()
		return nil
	})
}

func (o *options) show(cmd *cobra.Command, t *timeline.Timeline, several bool) error {
	var err error
	switch o.format {
	case "json":
		err = report.JSON(cmd.OutOrStdout(), t)
	case "csv":
		err = report.CSV(cmd.OutOrStdout(), t)
	default:
		err = report.Table(cmd.OutOrStdout(), t)
	}
	if err != nil || o.noFiles {
		return err
	}
	return writeFiles(cmd.ErrOrStderr(), o.directory(t.Scenario, several), t)
}

func reseed(s *scenario.Scenario, seed uint64) {
	s.Seed = seed
	for i := range s.Runs {
		s.Runs[i].Seed = seed
	}
}
