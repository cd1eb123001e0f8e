package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"rttlab/lab/scenario"
)

// chances are the flags of all commands that play what has chance in it.
type chances struct {
	seed   uint64
	repeat uint
}

func (c *chances) flags(cmd *cobra.Command, otherwise string) {
	cmd.Flags().Uint64Var(&c.seed, "seed", 0, "draw the network's chances from this seed instead of the file's")
	cmd.Flags().UintVar(&c.repeat, "repeat", 0, "play runs that have chance in them with `N` seeds, and show the median, instead of "+otherwise)
}

func (c *chances) check(cmd *cobra.Command) error {
	switch {
	case c.repeat == 0 && cmd.Flags().Changed("repeat"):
		return usageError{errors.New("--repeat 0 plays nothing: 1 is a single draw")}
	case c.repeat > scenario.MaxRepeat:
		return usageError{fmt.Errorf("--repeat %d is too often: at most %d are allowed", c.repeat, scenario.MaxRepeat)}
	}
	return nil
}

// noChance says where --repeat makes no difference: no run of the scenario draws
// lots.
func (c *chances) noChance(stderr io.Writer, s *scenario.Scenario) {
	if c.repeat > 1 && !slices.ContainsFunc(s.Runs, func(r scenario.Run) bool { return r.Chance() }) {
		fmt.Fprintf(stderr, "--repeat makes no difference to %s: there is no chance in it, as network.loss would bring\n", s.Name)
	}
}

// apply changes a scenario as the flags say. Its error is about a run that cannot
// be repeated.
func (c *chances) apply(cmd *cobra.Command, s *scenario.Scenario) error {
	if cmd.Flags().Changed("seed") {
		s.Reseed(c.seed)
	}
	if c.repeat > 0 {
		return s.Repeat(int(c.repeat))
	}
	return nil
}
