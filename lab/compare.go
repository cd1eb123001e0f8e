package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/compare"
	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
)

// often is with how many seeds a run is played that has chance in it, when nobody
// says: with 30 a difference of one standard deviation is seen 19 times of 20.
const often = 30

// comparing are compare's flags.
type comparing struct {
	chances
	format  string
	allowed float64
}

func compareCommand() *cobra.Command {
	o := &comparing{}
	cmd := &cobra.Command{
		Use:   "compare [flags] BEFORE AFTER",
		Short: "Say which of two scenarios is faster, and whether by chance",
		Long: `Say which of two scenarios loads faster, by how much, and whether the difference
is more than chance. Runs of the same name are compared; of files with one run
each, these.

Runs that have chance in them are played with several seeds, and tested by Mann
and Whitney's U. A difference counts when chance alone would make one like it
less than once in twenty times.

Exit codes, for CI:
  0  no run has become slower by more than chance and by more than --allow
  1  one has, or fails more often
  2  the files or flags have a mistake, or have no run in common`,
		Example: `  lab compare before.yaml after.yaml --repeat 30
  lab compare before.yaml after.yaml --repeat 100 --allow 2`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError{fmt.Errorf("%s takes two scenarios, got %d", cmd.CommandPath(), len(args))}
			}
			return nil
		},
		ValidArgsFunction: completeScenarios,
		RunE:              o.run,
	}
	f := cmd.Flags()
	o.chances.flags(cmd, fmt.Sprintf("what the files say, or %d where they say nothing", often))
	f.Float64Var(&o.allowed, "allow", 0, "how many `PERCENT` slower a run may become")
	f.StringVar(&o.format, "format", "table", "what to print: table or json")
	return cmd
}

func (o *comparing) run(cmd *cobra.Command, args []string) error {
	if err := oneOf("format", o.format, "table", "json"); err != nil {
		return err
	}
	if err := o.chances.check(cmd); err != nil {
		return err
	}
	if !(o.allowed >= 0) {
		return usageError{errors.New("--allow wants a percentage from 0 on")}
	}
	if args[0] == "-" && args[1] == "-" {
		return usageError{errTwiceStdin}
	}
	var sides [2]*scenario.Scenario
	for i, name := range args {
		s, err := load(name, cmd.InOrStdin(), nil)
		if err != nil {
			return usageError{mistyped(cmd, name, err)}
		}
		if err := o.apply(cmd, s); err != nil {
			return usageError{err}
		}
		if o.repeat == 0 {
			s.RepeatOnce(often)
		}
		o.noChance(cmd.ErrOrStderr(), s)
		sides[i] = s
	}
	pool := worker.New(0)
	defer pool.Close()
	var played [2]compare.Side
	for i, s := range sides {
		t, err := pool.Scenario(cmd.Context(), s)
		if err != nil {
			return err
		}
		played[i] = compare.Side{Timeline: t, Chance: s.Chance}
	}
	runs, err := compare.Sides(played[0], played[1])
	if err != nil {
		return usageError{err}
	}
	inBefore, inAfter := compare.Alone(played[0], played[1])
	for i, only := range [][]string{inBefore, inAfter} {
		if len(only) > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "not compared, since only %s has them: %s\n", args[i], strings.Join(only, "; "))
		}
	}
	if o.format == "json" {
		err = compare.JSON(cmd.OutOrStdout(), runs)
	} else {
		err = compare.Text(cmd.OutOrStdout(), args[0], args[1], runs, columns(cmd.OutOrStdout()))
	}
	for i := range runs {
		if err == nil && runs[i].Slower(o.allowed/100) {
			err = errExpectation
		}
	}
	return err
}
