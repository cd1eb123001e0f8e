package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/scenario"
	"rttlab/lab/sweep"
)

// helpCommand explains commands, and the scenario file.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [scenario | shards | COMMAND]",
		Short: "Explain a command, or every key of a scenario file",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return topics(cmd), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			if len(args) == 1 && args[0] == "scenario" {
				return scenario.Help(cmd.OutOrStdout(), columns(cmd.OutOrStdout()))
			}
			if len(args) == 1 && args[0] == "shards" {
				_, err := fmt.Fprint(cmd.OutOrStdout(), sweep.Help, "sweep.sbatch, for Slurm:\n\n", sweep.Slurm, "\nsweep-job.yaml, for Kubernetes:\n\n", sweep.Kubernetes)
				return err
			}
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				text := strings.Join(args, " ")
				return usageError{fmt.Errorf("no help about %q: %s", text, scenario.Hint(text, topics(cmd), "there is help about"))}
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// topics are what there is help about.
func topics(cmd *cobra.Command) []string {
	all := []string{"scenario", "shards"}
	for _, c := range cmd.Root().Commands() {
		if c.IsAvailableCommand() {
			all = append(all, c.Name())
		}
	}
	return all
}

// version is that of this program: of its module, with the commit that it was
// built from.
func version() string {
	module := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		module = info.Main.Version
	}
	return fmt.Sprintf("%s %s %s/%s", module, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
