package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

// newRoot is the command line: `lab FILE` is `lab run FILE`.
func newRoot() *cobra.Command {
	opts := &options{}
	root := &cobra.Command{
		Use:   "lab [flags] FILE...",
		Short: "Replay page loads on an emulated network and see what a round trip costs",
		Example: `  lab scenarios/keep-alive.yaml        run a scenario file
  lab keep-alive                       run a built-in scenario
  lab --format json keep-alive         the same as one JSON object
  lab --tcp keep-alive                 draw what TCP did on the first connection too
  lab --pcap pcaps keep-alive          write captures for Wireshark
  lab list                             what is built in`,
		Args:              needsScenario,
		ValidArgsFunction: completeScenarios,
		SilenceUsage:      true,
		SilenceErrors:     true,

		SuggestionsMinimumDistance: 2,
		RunE:                       opts.run,
	}
	opts.flags(root)
	runCmd := &cobra.Command{
		Use:               "run [flags] FILE...",
		Short:             "Run scenario files, or built-in scenarios by name",
		Args:              needsScenario,
		ValidArgsFunction: completeScenarios,
		RunE:              opts.run,
	}
	opts.flags(runCmd)
	root.AddCommand(runCmd, listCommand(), profilesCommand())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		var number *strconv.NumError
		if errors.As(err, &number) && number.Func == "ParseUint" {
			what, _, _ := strings.Cut(err.Error(), ": "+number.Error())
			err = fmt.Errorf("%s: it wants a whole number from 0 to %d", what, uint64(math.MaxUint64))
		}
		return usageError{fmt.Errorf("%w\nhint: `%s --help` lists the flags", err, cmd.CommandPath())}
	})
	return root
}

func needsScenario(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{errors.New("no scenario named\nhint: `lab scenarios/keep-alive.yaml` runs a file, `lab list` shows what is built in, `lab --help` the rest")}
	}
	return nil
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no arguments, got %q", cmd.CommandPath(), args[0])}
	}
	return nil
}

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, name := range scenarios.Names() {
				s, err := builtIn(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%s\t%d runs\t%s\n", name, len(s.Runs), s.Title)
			}
			return w.Flush()
		},
	}
}

func profilesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "profiles",
		Short: "List the named networks, with their source",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "PROFILE\tRTT\tDOWN\tUP\tLOSS\tSOURCE")
			for _, p := range scenario.Profiles() {
				fmt.Fprintf(w, "%s\t%v\t%v\t%v\t%g%%\t%s\n", p.Name, p.RTT, p.Down, p.Up, p.Loss*100, p.Source)
			}
			return w.Flush()
		},
	}
}

// load reads a scenario file, or the built-in scenario of that name.
func load(name string) (*scenario.Scenario, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory\nhint: name the scenario files in it, %s", name, filepath.Join(name, "*.yaml"))
	case err != nil && filepath.Ext(name) == "" && filepath.Base(name) == name:
		return builtIn(name)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file\nhint: `lab list` shows the scenarios that are built in", name)
	}
	return scenario.Load(name)
}

func builtIn(name string) (*scenario.Scenario, error) {
	if !slices.Contains(scenarios.Names(), name) {
		return nil, fmt.Errorf("no built-in scenario %q: %s", name, scenario.Hint(name, scenarios.Names(), "there are"))
	}
	text, err := scenarios.Open(name)
	if err != nil {
		return nil, err
	}
	return scenario.Parse("scenarios/"+name+".yaml", text)
}

func completeScenarios(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	names, err := filepath.Glob("*.yaml")
	if err != nil {
		names = nil
	}
	return append(names, scenarios.Names()...), cobra.ShellCompDirectiveDefault
}

// mistyped adds to err, about a scenario that is not there, what else its name
// may have been meant for.
func mistyped(cmd *cobra.Command, name string, err error) error {
	if near := cmd.Root().SuggestionsFor(name); len(near) > 0 {
		return fmt.Errorf("%w\nhint: did you mean the command `lab %s`?", err, near[0])
	}
	if _, notANumber := strconv.Atoi(name); notANumber == nil && cmd.Flags().Changed("tcp") {
		return fmt.Errorf("%w\nhint: a connection's number stands right behind the flag: --tcp=%s", err, name)
	}
	return err
}
