// Command accuracy measures how far netem is from a real kernel.
package main

import (
	"fmt"
	"os"
)

func main() {
	if isEnd(os.Args[1:]) {
		exit(runEnd(os.Args[1:], os.Stdin, os.Stdout))
	}
	f, err := os.Open(os.Args[1])
	exit2(err)
	rows, err := readRows(f)
	exit2(err)
	n := 0
	for _, r := range rows {
		if len(os.Args) > 2 {
			pick := false
			for _, a := range os.Args[2:] {
				pick = pick || a == fmt.Sprint(n)
			}
			n++
			if !pick {
				continue
			}
		}
		m := measureLive
		if r.Client == "chrome" {
			m = measureBrowser
		}
		got, err := m(r, r.Runs, 1)
		exit2(err)
		fmt.Println(r, "ref")
		fmt.Println(got)
		fmt.Printf("   %+.2f%%\n", 100*(got.Median.Seconds()/r.Median.Seconds()-1))
	}
}

func exit2(err error) {
	if err != nil {
		exit(err)
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
