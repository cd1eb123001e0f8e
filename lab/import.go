package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"rttlab/lab/diagnose"
)

func importCommand() *cobra.Command {
	var to string
	number, estimate := 1, false
	cmd := &cobra.Command{
		Use:   "import [flags] FILE.har",
		Short: "Make a scenario of a recorded page (HAR)",
		Long: `Make a scenario of a recorded page load: its files with their sizes, hosts and
types, what named what, what scripts and servers took, and the network that the
recording shows. Comments say where each figure is from. How fast the browser was
is found by playing the page, as diagnose does. Cookies, credentials, values of
queries and bodies are left out.

A recording that the lab itself has made says which scenario it is of, and that
is what comes out: played, it gives the same recording again. Of one that was
changed since, and with --estimate, everything is estimated as of any other.`,
		Example: `  lab import page.har -o page.yaml
  lab page.yaml`,
		Args: oneRecording,
		RunE: func(cmd *cobra.Command, args []string) error {
			rec, page, err := openPage(args[0], number)
			if err != nil {
				return err
			}
			if rec.Scenario != "" && !estimate {
				return writeScenario(cmd, to, func(w io.Writer) error { return diagnose.Own(w, rec) })
			}
			load := rec.Load(page)
			if len(load.Fetches) == 0 {
				return usageError{fmt.Errorf("%s: page %d has no entries that used the network", args[0], number)}
			}
			site, err := fitPage(cmd.Context(), load)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			stderr := cmd.ErrOrStderr()
			for _, w := range rec.Warnings {
				fmt.Fprintf(stderr, "warning: %s\n", w)
			}
			if left := diagnose.LeftOut(rec, site); len(left) > 0 {
				fmt.Fprintf(stderr, "left out: %s\n", strings.Join(left, ", "))
			}
			return writeScenario(cmd, to, func(w io.Writer) error { return diagnose.YAML(w, rec, site) })
		},
	}
	cmd.Flags().StringVarP(&to, "out", "o", "", "write to this `FILE` (default: print)")
	cmd.Flags().BoolVar(&estimate, "estimate", false, "estimate the network of the lab's own recordings too, as of any other")
	cmd.Flags().IntVar(&number, "page", 1, "which page of the recording, `N` from 1")
	return cmd
}

// writeScenario writes a file, or prints it where none is named.
func writeScenario(cmd *cobra.Command, to string, write func(io.Writer) error) error {
	if to == "" || to == "-" {
		return write(cmd.OutOrStdout())
	}
	if err := writeFile(to, write); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "wrote %s\n", to)
	return nil
}
