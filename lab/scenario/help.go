package scenario

import (
	"io"

	yaml "rttlab/lab/internal/strictyaml"
)

// Help explains every key of a scenario file, at most width columns wide. It is
// made from the declaration that the decoder and Schema go by.
func Help(w io.Writer, width int) error {
	all := sections()
	for i, s := range all {
		if s == runSection { // its other keys are explained at the top
			first := *runSection
			first.Keys = first.Keys[:len(first.Keys)-len(settings)]
			all[i] = &first
		}
	}
	return yaml.Help(w, width, all...)
}
