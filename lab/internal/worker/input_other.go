//go:build !unix

package worker

import (
	"io"
	"os"
)

func input() io.Reader { return os.Stdin }
