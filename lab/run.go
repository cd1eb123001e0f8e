package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/internal/worker"
	"rttlab/lab/report"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
	"rttlab/lab/webreport"
	"rttlab/scenarios"
)

// options are run's flags.
type options struct {
	chances
	dir     string
	format  string
	clock   string
	set     []string
	show    string
	noFiles bool
	quiet   bool
	verbose bool
	film    bool
	all     bool

	sources map[string][]byte // the files, by the scenario's name
	from    map[string]string // where they were read, by that
	pcap    string
	pcapAt  string
	qlog    string
	packets uint
}

// packetFlags are the names of one flag.
var packetFlags = []string{"packets", "tcp"}

func (o *options) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&o.dir, "out", "o", "", "write pictures and recordings to this `DIR` (default out/NAME)")
	f.BoolVar(&o.noFiles, "no-files", false, "draw no pictures and write no recordings, only print")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print the table of the runs and what is not as expected, and nothing else")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "name every file that is written")
	f.BoolVar(&o.film, "film", false, "draw the page filling in, run beside run, too: film.gif to play and filmstrip.png to print")
	f.StringVar(&o.format, "format", "table", "what to print: table, json (an object for each scenario) or csv (one table for all)")
	f.StringVar(&o.clock, "clock", "virtual", "virtual, or real for the same in real time")
	o.chances.flags(cmd, "what the file says")
	f.StringArrayVar(&o.set, "set", nil, "use another value than the file's, as in `KEY=VALUE`: network.rtt=20ms, runs.HTTP/2.tls=1.3; may be repeated")
	f.StringVar(&o.show, "show", "", "show where the time of the file at this `URL` or path went, as the browser's developer tools do: Queueing, Stalled, DNS Lookup and so on")
	f.StringVar(&o.pcap, "pcap", "", "write a capture of each run for Wireshark to this `DIR`, with the keys of TLS in it")
	f.StringVar(&o.pcapAt, "pcap-at", "browser", "where to capture: browser, server or both; a response that gets lost, and is sent again, is seen at the server")
	f.StringVar(&o.qlog, "qlog", "", "write a log of each connection of HTTP/3, and each end of it, to this `DIR`, in the format of qlog (qvis.quictools.info draws it)")
	f.UintVar(&o.packets, "packets", 0, "draw what the packets of connection `N` of each run did, TCP's or QUIC's: each of them, the first exchanges, windows and queue")
	f.UintVar(&o.packets, "tcp", 0, "the same as --packets: its name before HTTP/3 had these pictures")
	for _, name := range packetFlags {
		f.Lookup(name).NoOptDefVal = "1"
	}
	complete := func(cmd *cobra.Command, flag string, values ...string) {
		if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // the flag does not exist: a mistake in this function
		}
	}
	complete(cmd, "format", "table", "json", "csv")
	complete(cmd, "clock", "virtual", "real")
	complete(cmd, "pcap-at", "browser", "server", "both")
}

// someOrAll is for `lab run`: scenarios are named, or --all stands for them.
func (o *options) someOrAll(cmd *cobra.Command, args []string) error {
	switch {
	case !o.all:
		return needsScenario(cmd, args)
	case len(args) > 0:
		return usageError{fmt.Errorf("--all runs every built-in scenario, and %s is named too: leave one of them out", args[0])}
	}
	return nil
}

func (o *options) check(cmd *cobra.Command, names []string) error {
	if err := oneOf("format", o.format, "table", "json", "csv"); err != nil {
		return err
	}
	if err := oneOf("clock", o.clock, "virtual", "real"); err != nil {
		return err
	}
	if err := o.chances.check(cmd); err != nil {
		return err
	}
	for _, c := range []struct {
		wrong bool
		words string
	}{
		{o.film && o.noFiles, "--film draws pictures and --no-files wants none: leave one of them out"},
		{o.quiet && o.verbose, "--quiet and --verbose contradict each other: leave one of them out"},
		{cmd.Flags().Changed("show") && o.show == "", "--show wants the URL or path of a file, as in --show /"},
		{cmd.Flags().Changed("packets") && cmd.Flags().Changed("tcp"), "--packets and --tcp are two names of one flag: leave one of them out"},
		{(cmd.Flags().Changed("packets") || cmd.Flags().Changed("tcp")) && o.packets == 0, "connections are counted from 1: --packets=1 draws the first"},
		{o.packets > 0 && o.noFiles, "--packets draws pictures and --no-files wants none: leave one of them out"},
		{o.show != "" && o.format != "table", "--show prints a table, and --format wants " + o.format + ": leave one of them out"},
		{o.dir != "" && o.noFiles, "--out says where files go and --no-files wants none: leave one of them out"},
		{o.repeat > 1 && o.clock == "real", "--repeat draws in virtual time, and --clock real has none: leave one of them out"},
		{cmd.Flags().Changed("pcap-at") && o.pcap == "", "--pcap-at says where to capture: --pcap DIR is missing, where the captures go"},
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
	if o.all {
		names = scenarios.Names()
	}
	all, err := o.loadAll(cmd, names)
	if err != nil {
		return usageError{err}
	}
	if err := o.writable(all); err != nil {
		return err
	}
	pool := worker.New(0)
	defer pool.Close()
	ok := true
	var rows []*timeline.Timeline // of a table of all scenarios
	var reports []webreport.Entry
	for _, s := range all {
		t, err := o.one(cmd, pool, s, len(all) > 1)
		if err != nil {
			return err
		}
		ok = ok && t.OK()
		if o.format == "csv" {
			rows = append(rows, t)
			if !slices.ContainsFunc(t.Runs, func(r timeline.Run) bool { return len(r.Resources) > 0 }) {
				fmt.Fprintf(cmd.ErrOrStderr(), "the CSV has a row for each file, and none of %s: --format json has what its users did\n", t.Scenario)
			}
		}
		reports = append(reports, webreport.Entry{Timeline: t, Path: s.Name + "/" + reportName})
	}
	if len(all) > 1 && !o.noFiles {
		if err := o.index(cmd.ErrOrStderr(), reports); err != nil {
			return err
		}
	}
	if o.format == "csv" {
		if err := report.CSV(cmd.OutOrStdout(), rows...); err != nil {
			return err
		}
	}
	if !ok {
		return errExpectation
	}
	return nil
}

// writable finds out before anything is played whether files can be written, so
// that nothing is played in vain.
func (o *options) writable(all []*scenario.Scenario) error {
	several := len(all) > 1
	for _, s := range all {
		var dirs []string
		if !o.noFiles {
			dirs = append(dirs, o.directory(s.Name, several))
		}
		for _, dir := range []string{o.pcap, o.qlog} {
			if dir != "" {
				dirs = append(dirs, inFolder(dir, s.Name, several))
			}
		}
		for _, dir := range dirs {
			if err := writable(dir); err != nil {
				return fmt.Errorf("%w\nhint: nothing was run: files go to a folder that can be written to, -o DIR, or nowhere, --no-files", err)
			}
		}
	}
	return nil
}

// loadAll reads the scenarios. Two of one name would write to the same files.
func (o *options) loadAll(cmd *cobra.Command, names []string) ([]*scenario.Scenario, error) {
	if i := slices.Index(names, "-"); i >= 0 && slices.Contains(names[i+1:], "-") {
		return nil, errTwiceStdin
	}
	var all []*scenario.Scenario
	o.from = map[string]string{}
	o.sources = map[string][]byte{}
	for _, name := range names {
		s, text, err := loadText(name, cmd.InOrStdin(), o.set)
		if err != nil {
			return nil, mistyped(cmd, name, err)
		}
		if before, taken := o.from[s.Name]; taken {
			return nil, fmt.Errorf("%s and %s are both called %q, and their files would have the same names\nhint: give one of them a name of its own, as in name: %s-2", before, name, s.Name, s.Name)
		}
		o.from[s.Name] = name
		o.sources[s.Name] = text
		if err := o.apply(cmd, s); err != nil {
			return nil, err
		}
		o.noChance(cmd.ErrOrStderr(), s)
		all = append(all, s)
	}
	return all, nil
}

// one runs a scenario, prints what came of it and writes its files.
func (o *options) one(cmd *cobra.Command, pool *worker.Pool, s *scenario.Scenario, several bool) (*timeline.Timeline, error) {
	ctx, stderr, names := cmd.Context(), cmd.ErrOrStderr(), nameFiles(s)
	rec := o.recordTo(s, several, names)
	jobs := make([]worker.Job, len(s.Runs))
	for i := range jobs {
		jobs[i] = worker.Job{Setup: s.Runs[i].Setup(), Scenario: s.Name}
		o.record(&jobs[i], i, rec)
	}
	results, err := o.play(ctx, stderr, pool, jobs)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	t := worker.Assemble(s, results, o.clock == "real")
	if err := o.print(cmd, t); err != nil {
		return nil, err
	}
	if !o.noFiles {
		o.source(s, t)
		if err := o.draw(ctx, stderr, t, results, o.directory(s.Name, several), names); err != nil {
			return nil, err
		}
	}
	rec.say(stderr, o, s.Name)
	if len(s.Sweeps) > 0 {
		fmt.Fprintf(stderr, "`lab sweep %s` draws the curves that the file has under sweep\n", o.from[s.Name])
	}
	return t, nil
}

// source has each run say which file it is of: in virtual time that gives it
// again. One that is no file by itself says nothing.
func (o *options) source(s *scenario.Scenario, t *timeline.Timeline) {
	if o.clock == "real" {
		return
	}
	visits := t.Runs
	for i := range s.Runs {
		own := visits[:s.Runs[i].Loads()]
		visits = visits[len(own):]
		if file, err := s.Alone(i, o.sources[s.Name], o.set...); err == nil {
			for k := range own {
				own[k].Source = file
			}
		}
	}
}

// play plays in the time that was asked for.
func (o *options) play(ctx context.Context, stderr io.Writer, pool *worker.Pool, jobs []worker.Job) ([]*worker.Result, error) {
	if o.clock == "virtual" {
		return pool.PlayAll(ctx, jobs)
	}
	bar := newProgress(stderr)
	defer bar.clear()
	var results []*worker.Result
	for i := range jobs {
		r, err := worker.RealTime(ctx, &jobs[i], bar.show)
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

func (o *options) print(cmd *cobra.Command, t *timeline.Timeline) error {
	switch o.format {
	case "json":
		return report.JSON(cmd.OutOrStdout(), t)
	case "csv":
		return nil // of all scenarios, at the end
	}
	layout := report.Layout{Width: columns(cmd.OutOrStdout()), Quiet: o.quiet}
	if err := layout.Table(cmd.OutOrStdout(), t); err != nil || o.show == "" {
		return err
	}
	if err := layout.Timing(cmd.OutOrStdout(), t, o.show); err != nil {
		return usageError{err}
	}
	return nil
}

// draw writes a scenario's files.
func (o *options) draw(ctx context.Context, stderr io.Writer, t *timeline.Timeline, results []*worker.Result, dir string, names fileNames) error {
	var traces []*timeline.Trace
	for _, r := range results {
		traces = append(traces, r.Traces...)
	}
	var more []output
	if o.packets > 0 {
		var err error
		if more, err = tracePictures(stderr, dir, t, traces, o.packets, names); err != nil {
			return err
		}
	}
	if o.film {
		films, err := filmPictures(dir, t)
		if err != nil {
			return err
		}
		more = append(more, films...)
	}
	return o.writeFiles(ctx, stderr, dir, t, traces, more, names)
}
