// Bench measures netem beside what else there is: the same work, in one run, on
// one thread. It prints a table and, with -o, writes it to a file. It is a
// module of its own so that the rivals are not among the project's
// dependencies.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
)

func main() {
	out := flag.String("o", "", "write the tables to `FILE`, too")
	rounds := flag.Int("rounds", 15, "measure everything `N` times and take the median")
	flag.Parse()
	testing.Init() // synctest wants it
	runtime.GOMAXPROCS(1)
	if err := run(os.Stdout, *out, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, file string, rounds int) error {
	var tables []table
	for _, work := range workloads() {
		fmt.Fprintln(os.Stderr, "measuring:", work.title)
		t, err := work.measure(rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", work.title, err)
		}
		tables = append(tables, t)
	}
	text := document(tables, rounds)
	if file != "" {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, text)
	return err
}
