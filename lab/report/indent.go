package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// writeJSON writes a value with a blank of indentation for each level.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	in := indenter{out: make([]byte, 0, 2*b.Len())}
	in.add(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return in.flush(w)
}

// indenter makes of compact JSON what json.Indent makes of it. It need not check
// what encoding/json has written, and takes a tenth of the time.
type indenter struct {
	out   []byte
	depth int
}

func (in *indenter) flush(w io.Writer) error {
	_, err := w.Write(append(in.out, '\n'))
	return err
}

func (in *indenter) newline() { in.out = append(in.out, lineFeed[:1+in.depth]...) }

// lineFeed has more blanks behind it than these files have levels.
const lineFeed = "\n                "

// add goes on with a piece that ends in no string.
func (in *indenter) add(compact []byte) {
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			end := i + 1
			for ; compact[end] != '"'; end++ {
				if compact[end] == '\\' {
					end++
				}
			}
			in.out = append(in.out, compact[i:end+1]...)
			i = end
		case '{', '[':
			in.out = append(in.out, c)
			if i+1 < len(compact) && (compact[i+1] == '}' || compact[i+1] == ']') {
				i++
				in.out = append(in.out, compact[i])
				continue
			}
			in.depth++
			in.newline()
		case '}', ']':
			in.depth--
			in.newline()
			in.out = append(in.out, c)
		case ',':
			in.out = append(in.out, c)
			in.newline()
		case ':':
			in.out = append(in.out, ": "...)
		default:
			in.out = append(in.out, c)
		}
	}
}
