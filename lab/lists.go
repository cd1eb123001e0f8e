package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rttlab/lab/scenario"
	"rttlab/scenarios"
)

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
