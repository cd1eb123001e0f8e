package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rttlab/lab/internal/worker"
	"rttlab/lab/scenario"
	"rttlab/lab/sweep"
)

// sweeping are sweep's flags.
type sweeping struct {
	options
	over     []string
	shard    string
	workers  int
	noCauses bool
}

func sweepCommand() *cobra.Command {
	o := &sweeping{}
	cmd := &cobra.Command{
		Use:   "sweep [flags] FILE",
		Short: "Play a scenario with one value after the other: curves",
		Long: `Play a scenario with one key or two given one value after the other, and draw
curves of what comes out: those that the file has under sweep, or of --over. A
key with one value is set to it, as in repeat: 31. Runs that have a value of
their own for the key are left out.

Points that are done are kept in the folder, and not played again: a sweep that
was interrupted goes on where it was. The table is written as CSV and as JSON
Lines, a row for each run at each point, with the units in the columns' names;
failed_requests are those of a load or a program, and users_turned_away of users.`,
		Example: `  lab sweep more-bandwidth                   what the file has under sweep
  lab sweep keep-alive --over network.rtt=10ms..300ms/10
  lab sweep loss --over network.rtt=20ms,50ms --over network.loss=0%..5%/11
  lab sweep mine.yaml --over network.down=1Mbps..1000Mbps/13' log' --repeat 30
  lab sweep mine.yaml --shard 3/8 -o shard3  an eighth of it: lab help shards`,
		Args:              oneScenario,
		ValidArgsFunction: completeScenarios,
		RunE:              o.run,
	}
	f := cmd.Flags()
	f.StringVarP(&o.dir, "out", "o", "", "keep points, tables and pictures in this `DIR` (default out/NAME-sweep)")
	f.StringArrayVar(&o.over, "over", nil, "the values of a key, as in `KEY=VALUES`: 20ms,50ms, or 10ms..300ms/10, or 1..100/7 log, or 0%..5% step 0.5%; a second one makes a map")
	f.StringArrayVar(&o.set, "set", nil, "use another value than the file's, as in `KEY=VALUE`; may be repeated")
	o.chances.flags(cmd, "what the file says")
	f.StringVar(&o.format, "format", "table", "what to print: table, csv or jsonl")
	f.StringVar(&o.shard, "shard", "", "play a part of the points only, as in `I/N`: 3/8, or auto/8 for the index of a job of Slurm or Kubernetes")
	f.IntVar(&o.workers, "workers", 0, "play on so many processes (default: one for each core)")
	f.BoolVar(&o.noCauses, "no-causes", false, "do not find out why each load took its time, which is faster")
	return cmd
}

func oneScenario(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("%s takes one scenario, got %d\nhint: `lab list` shows what is built in", cmd.CommandPath(), len(args))}
	}
	return nil
}

func (o *sweeping) run(cmd *cobra.Command, args []string) error {
	if err := oneOf("format", o.format, "table", "csv", "jsonl"); err != nil {
		return err
	}
	shard, err := sweep.ParseShard(o.shard)
	if err != nil {
		return usageError{err}
	}
	if err := o.chances.check(cmd); err != nil {
		return err
	}
	if o.workers < 0 || o.workers == 0 && cmd.Flags().Changed("workers") {
		return usageError{errors.New("--workers wants 1 or more")}
	}
	plan, err := o.plan(cmd, args[0])
	if err != nil {
		return usageError{err}
	}
	dir := o.dir
	if dir == "" {
		dir = filepath.Join("out", plan.Scenario+"-sweep")
	}
	store, err := sweep.OpenStore(dir)
	if err != nil {
		return err
	}
	if err := store.SavePlan(plan); err != nil {
		return err
	}
	for i := range plan.Sweeps {
		if s := &plan.Sweeps[i]; len(s.Left) > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "not swept over %s, since they have a value of their own: %s\n", s.Name(), strings.Join(s.Left, "; "))
		}
	}
	if err := o.play(cmd.Context(), cmd.ErrOrStderr(), plan, store, shard); err != nil {
		return err
	}
	missing, err := store.Missing(plan)
	switch {
	case err != nil:
		return err
	case len(missing) > 0:
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d points are in %s; `lab merge` makes a table when all are there\n", plan.Size()-len(missing), plan.Size(), dir)
		return nil
	}
	return finish(cmd, plan, store, dir, o.format)
}

// plan reads the scenario and what is to be swept.
func (o *sweeping) plan(cmd *cobra.Command, name string) (*sweep.Plan, error) {
	file, text, err := open(name, cmd.InOrStdin())
	if err != nil {
		return nil, mistyped(cmd, name, err)
	}
	parse := func(more ...string) (*scenario.Scenario, error) {
		s, err := scenario.Parse(file, text, append(o.set[:len(o.set):len(o.set)], more...)...)
		if err != nil {
			return nil, err
		}
		return s, o.apply(cmd, s)
	}
	sweeps := scenario.SweepsOf(file, text)
	if len(o.over) > 0 {
		var axes []scenario.Axis
		for _, text := range o.over {
			a, err := scenario.ParseAxis(text)
			if err != nil {
				return nil, fmt.Errorf("--over: %w", err)
			}
			if i := slices.IndexFunc(o.set, func(s string) bool { return strings.HasPrefix(s, a.Key+"=") }); i >= 0 {
				return nil, fmt.Errorf("--over and --set %s both say what %s is: leave one of them out", o.set[i], a.Key)
			}
			axes = append(axes, a)
		}
		sweeps = [][]scenario.Axis{axes}
	}
	own, err := parse()
	if err != nil && len(sweeps) > 0 && scenario.CheckAxes(sweeps[0]) == nil {
		// What is swept may be just what it lacks.
		if first, mended := parse(scenario.First(sweeps[0])...); mended == nil {
			own, err = first, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if len(sweeps) == 0 {
		return nil, fmt.Errorf("%s sweeps nothing\nhint: say what is to change, as in --over network.rtt=10ms..300ms/10", name)
	}
	return sweep.New(own, sweeps, !o.noCauses, parse)
}

// play plays what is missing, and says on stderr how far it is.
func (o *sweeping) play(ctx context.Context, stderr io.Writer, plan *sweep.Plan, store sweep.Store, shard sweep.Shard) error {
	pool := worker.New(o.workers)
	defer pool.Close()
	missing, err := store.Missing(plan)
	if err != nil {
		return err
	}
	if there := plan.Size() - len(missing); there > 0 {
		fmt.Fprintf(stderr, "%d of %d points are there already\n", there, plan.Size())
	}
	bar, begin := newProgress(stderr), time.Now()
	defer bar.clear()
	err = sweep.Play(ctx, plan, pool, store, shard, func(done, of int) {
		bar.show("points, "+left(time.Since(begin), done, of), done, of)
	})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// left says how long the rest takes, if it takes what was done took.
func left(took time.Duration, done, of int) string {
	rest := took / time.Duration(done) * time.Duration(of-done)
	return rest.Round(time.Second).String() + " left"
}

func mergeCommand() *cobra.Command {
	var dir, format string
	cmd := &cobra.Command{
		Use:   "merge [flags] DIR...",
		Short: "Make one sweep of what several machines have played",
		Example: `  lab sweep loss --over network.rtt=10ms..300ms/30 --shard 1/2 -o one
  lab sweep loss --over network.rtt=10ms..300ms/30 --shard 2/2 -o two
  lab merge one two -o all`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("lab merge wants the folders of a sweep's shards")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "table", "csv", "jsonl"); err != nil {
				return err
			}
			store, err := sweep.OpenStore(dir)
			if err != nil {
				return err
			}
			plan, err := sweep.Merge(store, args...)
			if err != nil {
				return usageError{err}
			}
			missing, err := store.Missing(plan)
			switch {
			case err != nil:
				return err
			case len(missing) > 0:
				return fmt.Errorf("%d of %d points have not been played; the first is %s\nhint: play the shard that it belongs to, and merge again", len(missing), plan.Size(), strings.Join(missing[0].Values, ", "))
			}
			return finish(cmd, plan, store, dir, format)
		},
	}
	cmd.Flags().StringVarP(&dir, "out", "o", "out/merged", "put points, tables and pictures into this `DIR`")
	cmd.Flags().StringVar(&format, "format", "table", "what to print: table, csv or jsonl")
	return cmd
}

// finish prints a sweep's tables and writes them and its pictures.
func finish(cmd *cobra.Command, plan *sweep.Plan, store sweep.Store, dir, format string) error {
	var all []output
	for i := range plan.Sweeps {
		s := &plan.Sweeps[i]
		rows, err := sweep.Rows(store, s)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, s.Name())
		writers := map[string]func(io.Writer) error{
			"csv":   func(w io.Writer) error { return sweep.CSV(w, plan, s, rows) },
			"jsonl": func(w io.Writer) error { return sweep.JSONLines(w, plan, s, rows) },
			"table": func(w io.Writer) error { return sweep.Table(w, plan, s, rows, columns(cmd.OutOrStdout())) },
		}
		if err := writers[format](cmd.OutOrStdout()); err != nil {
			return err
		}
		for _, ending := range []string{"csv", "jsonl"} {
			all = append(all, output{path + "." + ending, []file{{path + "." + ending, writers[ending]}}})
		}
		charts, err := sweep.Charts(plan, s, rows)
		if err != nil {
			return err
		}
		for _, c := range charts {
			all = append(all, picture(filepath.Join(dir, c.Name), c))
		}
	}
	if _, err := writeAll(cmd.Context(), all); err != nil {
		return err
	}
	for _, out := range all {
		fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", out.said)
	}
	return nil
}
