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
	number := 1
	cmd := &cobra.Command{
		Use:   "import [flags] FILE.har",
		Short: "Make a scenario of a recorded page (HAR)",
		Long: `Make a scenario of a recorded page load: its files with their sizes, hosts and
types, what named what, what scripts and servers took, and the network that the
recording shows. Comments say where each figure is from. Cookies, credentials,
values of queries and bodies are left out.`,
		Example: `  lab import page.har -o page.yaml
  lab page.yaml`,
		Args: oneRecording,
		RunE: func(cmd *cobra.Command, args []string) error {
			rec, page, err := openPage(args[0], number)
			if err != nil {
				return err
			}
			load := rec.Load(page)
			if len(load.Fetches) == 0 {
				return usageError{fmt.Errorf("%s: page %d has no entries that used the network", args[0], number)}
			}
			site := diagnose.NewSite(load)
			write := func(w io.Writer) error { return diagnose.YAML(w, rec, site) }
			if to == "" || to == "-" {
				err = write(cmd.OutOrStdout())
			} else {
				err = writeFile(to, write)
			}
			if err != nil {
				return err
			}
			stderr := cmd.ErrOrStderr()
			for _, w := range rec.Warnings {
				fmt.Fprintf(stderr, "warning: %s\n", w)
			}
			if left := diagnose.LeftOut(rec, site); len(left) > 0 {
				fmt.Fprintf(stderr, "left out: %s\n", strings.Join(left, ", "))
			}
			if to != "" && to != "-" {
				fmt.Fprintf(stderr, "wrote %s\n", to)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&to, "out", "o", "", "write to this `FILE` (default: print)")
	cmd.Flags().IntVar(&number, "page", 1, "which page of the recording, `N` from 1")
	return cmd
}
