package scenario

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/page"
)

// maxFields is how many fields of a request's header one may choose.
const maxFields = 100

// framing are the fields that are not for a program to choose: the client says with
// them where the request goes, and where it ends.
var framing = []string{"Host", "Content-Length", "Transfer-Encoding", "Trailer", "Te", "Upgrade", "Expect", page.IDHeader}

// headersKey is the fields of the requests' headers.
func headersKey() yaml.Key[Asked] {
	const example = "{Idempotency-Key: 7f3a}"
	name, value := fieldName(), fieldValue()
	return yaml.Key[Asked]{
		Name: "headers", Type: "mapping of names", Example: example,
		Schema: &yaml.Schema{
			Type: "object", MaxProperties: maxFields, AdditionalProperties: &value.Schema,
			Description: "Fields of the request's header, beside the client's own. Go's client makes a POST again that has an Idempotency-Key, and hangs up after one with Connection: close.",
		},
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Asked) {
			to.Headers = map[string]string{}
			for _, e := range layers {
				m := d.Mapping(e.Value, "headers", example)
				if m == nil {
					continue
				}
				if len(m.Entries()) > maxFields {
					d.Errorf(e.Key, "headers has %d fields: at most %d are allowed", len(m.Entries()), maxFields)
					continue
				}
				own := map[string]string{}
				for _, field := range m.Entries() {
					key, err := name.Parse(yaml.Scalar{Text: field.Name, At: field.Key})
					if err != nil {
						d.Errorf(field.Key, "%v", err)
						continue
					}
					if other, twice := own[key]; twice {
						d.Errorf(field.Key, "%s is %s once more: a field's name is the same in small letters and large", field.Name, other)
					}
					own[key] = field.Name
					text, ok := yaml.Read(d, field, value)
					if word := strings.ToLower(text); ok && key == "Connection" && word != "close" && word != "keep-alive" {
						d.Errorf(field.Value.At(), "a connection is to be closed or kept: it wants close or keep-alive, not %q", yaml.Shorten(text))
					}
					to.Headers[key] = text
				}
			}
		},
	}
}

// fieldName is a field's name, in the way that net/http writes it.
func fieldName() yaml.Kind[string] {
	return yaml.Kind[string]{Parse: func(s yaml.Scalar) (string, error) {
		const marks = "!#$%&'*+-.^_`|~" // of a token (RFC 9110 section 5.6.2)
		odd := strings.ContainsFunc(s.Text, func(r rune) bool {
			return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(marks, r)
		})
		key := http.CanonicalHeaderKey(s.Text)
		switch {
		case odd || s.Text == "" || len(s.Text) > 100:
			return "", fmt.Errorf("%q is no field's name: it wants letters, digits and hyphens, as in Idempotency-Key", yaml.Shorten(s.Text))
		case slices.Contains(framing, key):
			return "", fmt.Errorf("%s is for the client to say: leave it out", s.Text)
		}
		return key, nil
	}}
}

// fieldValue is a field's value (RFC 9110 §5.5).
func fieldValue() yaml.Kind[string] {
	k := yaml.Text(1000)
	k.Want = "a value such as 7f3a"
	oneLine := k.Parse
	k.Parse = func(s yaml.Scalar) (string, error) {
		text, err := oneLine(s)
		if err == nil && strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return "", errors.New("a field's value has letters, digits and signs of ASCII only")
		}
		return strings.TrimSpace(text), err
	}
	return k
}
