package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"rttlab/lab/report"
	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var rows [][]string
			for _, name := range scenarios.Names() {
				s, err := builtIn(name)
				if err != nil {
					return err
				}
				rows = append(rows, []string{name, fmt.Sprintf("%d runs", len(s.Runs)), s.Title})
			}
			return report.Remarked(cmd.OutOrStdout(), columns(cmd.OutOrStdout()), nil, rows)
		},
	}
}

func profilesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "profiles",
		Short: "List the named networks, with their source",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var rows [][]string
			for _, p := range scenario.Profiles() {
				rows = append(rows, []string{p.Name, p.RTT.String(), fmt.Sprint(p.Down), fmt.Sprint(p.Up), fmt.Sprintf("%g%%", p.Loss*100), p.Source})
			}
			head := []string{"PROFILE", "RTT", "DOWN", "UP", "LOSS", "SOURCE"}
			return report.Remarked(cmd.OutOrStdout(), columns(cmd.OutOrStdout()), head, rows)
		},
	}
}

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print the file of a built-in scenario",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("%s wants the name of one scenario\nhint: `lab list` shows what is built in", cmd.CommandPath())}
			}
			return nil
		},
		ValidArgs: scenarios.Names(),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := builtInText(args[0])
			if err != nil {
				return usageError{err}
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
