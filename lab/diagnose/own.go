package diagnose

import (
	"bufio"
	"io"

	"rttlab/lab/har"
)

// Own writes the scenario file that one of the lab's own recordings says that it
// is of. The recording has to have one.
func Own(w io.Writer, rec *har.Recording) error {
	b := bufio.NewWriter(w)
	y := &yamlWriter{Writer: b}
	y.comment("The scenario that rttlab recorded this page of: nothing in it is an estimate, since the recording says so itself. " +
		"Played, it gives the same recording again, to the byte.")
	b.WriteString(rec.Scenario) // Flush has the error
	return b.Flush()
}
