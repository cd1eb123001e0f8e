package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/scenarios"
)

// newRoot is the command line: `lab FILE` is `lab run FILE`.
func newRoot(stdout io.Writer) *cobra.Command {
	opts := &options{}
	root := &cobra.Command{
		Use:   "lab [flags] FILE...",
		Short: "Replay page loads on an emulated network and see what a round trip costs",
		Example: `  lab scenarios/keep-alive.yaml          run a scenario file
  lab keep-alive                         run a built-in scenario
  lab --format json keep-alive           the same as one JSON object
  lab --packets keep-alive               draw what the packets did, too
  lab --pcap pcaps keep-alive            write captures for Wireshark
  lab --set network.rtt=20ms keep-alive  the same with another number
  lab show keep-alive > mine.yaml        a copy to change
  lab list                               what is built in
  lab run --all -o lessons               all of it, with an index.html
  lab help scenario                      what a scenario file may say`,
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
		Args:              opts.someOrAll,
		ValidArgsFunction: completeScenarios,
		RunE:              opts.run,
	}
	opts.flags(runCmd)
	runCmd.Flags().BoolVar(&opts.all, "all", false, "run every built-in scenario")
	root.AddCommand(runCmd, diagnoseCommand(), importCommand(), sweepCommand(), mergeCommand(), compareCommand(), listCommand(), profilesCommand(), showCommand())
	root.SetHelpCommand(helpCommand())
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", columns(stdout))))
	root.Version = version()
	root.SetVersionTemplate("lab {{.Version}}\n")
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
	if _, notANumber := strconv.Atoi(name); notANumber == nil {
		for _, flag := range packetFlags {
			if cmd.Flags().Changed(flag) {
				return fmt.Errorf("%w\nhint: a connection's number stands right behind the flag: --%s=%s", err, flag, name)
			}
		}
	}
	return err
}
