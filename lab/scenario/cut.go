package scenario

import (
	"fmt"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
)

// cutKind is how an answer is broken off.
func cutKind() yaml.Kind[*page.Cut] {
	const want = "fin, rst, or one of them and a size as in fin 1KB"
	return yaml.Kind[*page.Cut]{
		Want: want, Type: want,
		Parse: func(s yaml.Scalar) (*page.Cut, error) {
			word, rest, sized := strings.Cut(s.Text, " ")
			if word != "fin" && word != "rst" {
				hint := map[string]string{"FIN": "did you mean fin? ", "RST": "did you mean rst? ", "RESET": "did you mean rst? "}[strings.ToUpper(word)]
				return nil, fmt.Errorf("%q is no end of an answer: %sit wants %s", yaml.Shorten(s.Text), hint, want)
			}
			cut := &page.Cut{Reset: word == "rst"}
			if !sized {
				return cut, nil
			}
			n, err := upload().Parse(yaml.Scalar{Text: strings.TrimSpace(rest), At: s.At})
			cut.After = n
			return cut, err
		},
		Schema: yaml.Schema{Type: "string", Pattern: `^(fin|rst)( [0-9]+(\.[0-9]+)?(B|KB|MB|GB|KiB|MiB|GiB))?$`},
	}
}
