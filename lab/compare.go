package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"rttlab/lab/compare"
	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/timeline"
)

// comparing are compare's flags.
type comparing struct {
	format  string
	repeat  uint
	seed    uint64
	allowed float64
}

func compareCommand() *cobra.Command {
	o := &comparing{}
	cmd := &cobra.Command{
		Use:   "compare [flags] BEFORE AFTER",
		Short: "Say which of two scenarios is faster, by how much, and whether that is more than chance",
		Long: `Say which of two scenarios loads faster, by how much, and whether the difference
is more than chance. Runs of the same name are compared; of files with one run
each, these.

Runs that have chance in them are played with several seeds, and tested by Mann
and Whitney's U. A difference counts when chance alone would make one like it
less than once in twenty times.

The exit code is 1 when a run has become slower, by more than chance and by more
than --allow, or fails more often.`,
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
	f.UintVar(&o.repeat, "repeat", 0, "play runs that have chance in them with `N` seeds instead of what the files say")
	f.Uint64Var(&o.seed, "seed", 0, "draw the networks' chances from this seed instead of the files'")
	f.Float64Var(&o.allowed, "allow", 0, "how many `PERCENT` slower a run may become")
	f.StringVar(&o.format, "format", "table", "what to print: table or json")
	return cmd
}

func (o *comparing) run(cmd *cobra.Command, args []string) error {
	if err := oneOf("format", o.format, "table", "json"); err != nil {
		return err
	}
	if o.repeat > scenario.MaxRepeat || !(o.allowed >= 0) {
		return usageError{fmt.Errorf("--repeat wants %d at most, and --allow a percentage from 0 on", scenario.MaxRepeat)}
	}
	var sides [2]*scenario.Scenario
	for i, name := range args {
		s, err := load(name, cmd.InOrStdin(), nil)
		if err != nil {
			return usageError{mistyped(cmd, name, err)}
		}
		if cmd.Flags().Changed("seed") {
			s.Reseed(o.seed)
		}
		if o.repeat > 0 {
			if err := s.Repeat(int(o.repeat)); err != nil {
				return usageError{err}
			}
		}
		sides[i] = s
	}
	pool := worker.New(0)
	defer pool.Close()
	var played [2]*timeline.Timeline
	for i, s := range sides {
		t, err := pool.Scenario(cmd.Context(), s)
		if err != nil {
			return err
		}
		played[i] = t
	}
	runs, err := compare.Timelines(played[0], played[1])
	if err != nil {
		return usageError{err}
	}
	if o.format == "json" {
		err = compare.JSON(cmd.OutOrStdout(), runs)
	} else {
		err = compare.Text(cmd.OutOrStdout(), args[0], args[1], runs)
	}
	for i := range runs {
		if err == nil && runs[i].Slower(o.allowed/100) {
			err = errExpectation
		}
	}
	return err
}
