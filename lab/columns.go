package main

import (
	"io"
	"os"
)

// widest is how wide text is made where nothing says how wide it may be.
const widest = 100

// columns is how wide text may be.
func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n := terminal(f); n > 0 {
			return min(n, widest)
		}
	}
	return widest
}
