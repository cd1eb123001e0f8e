package scenario

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

const schemaFile = "../../scenarios/schema.json"

//go:generate go test -run TestSchemaFile -update .

func TestSchemaFile(t *testing.T) {
	want, err := Schema()
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, want, 0o644))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "scenarios/schema.json is out of date: run go generate ./lab/scenario")
}

// What the decoder takes, the schema must take: an editor that underlines what
// is right is worse than none.
func TestSchemaTakesWhatIsRight(t *testing.T) {
	files, err := filepath.Glob("../../scenarios/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		first, _, _ := strings.Cut(string(data), "\n")
		require.Equal(t, "# yaml-language-server: $schema=schema.json", first, file)
		require.NoError(t, againstSchema(t, data), file)
	}
	for _, yaml := range []string{
		`{page: {html: 1B}, http: 1.0}`, `{page: {html: 1B}, http: "2", tls: 1.3}`,
		`{page: {html: 1.5KiB}, network: {rtt: 0, jitter: 1m30s, loss: {down: 1%}, queue: 0.5bdp, down: unlimited, up: 1Mbps}}`,
		`{page: {html: 1B}, network: {loss: 0.5%, queue: 100packets, up: 1Mbps}, title: 1.1, seed: 0}`,
	} {
		_, err := Parse("x.yaml", []byte(yaml))
		require.NoError(t, err, yaml)
		require.NoError(t, againstSchema(t, []byte(yaml)), yaml)
	}
}

// Of the mistakes that are a matter of one value, the schema finds each.
func TestSchemaFindsMistakes(t *testing.T) {
	beyond := []string{ // what a schema cannot say
		"rtt of a day", "rtt beyond counting", "rate of zero", "rate of next to nothing", "rate of too much",
		"size of nothing", "size in parts of a byte", "size of too much", "loss above everything",
		"queue of nothing", "queue of half a packet", "HTTP 2.0", "HTTP 1", "a title of two lines",
		"too many files in several groups", "a page of too many bytes",
	}
	for _, name := range []string{"units", "values"} {
		archive, err := txtar.ParseFile("testdata/mistakes/" + name + ".txt")
		require.NoError(t, err)
		for i := 0; i < len(archive.Files); i += 2 {
			name := strings.TrimSuffix(archive.Files[i].Name, ".yaml")
			if err := againstSchema(t, archive.Files[i].Data); slices.Contains(beyond, name) {
				require.NoError(t, err, name)
			} else {
				require.Error(t, err, name)
			}
		}
	}
}

func againstSchema(t *testing.T, data []byte) error {
	var doc any
	require.NoError(t, yaml.Unmarshal(data, &doc))
	plain, err := json.Marshal(doc)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(plain, &doc))
	text, err := Schema()
	require.NoError(t, err)
	var root map[string]any
	require.NoError(t, json.Unmarshal(text, &root))
	return validate(root, root, doc, "")
}

// validate checks a value against a schema, as far as our schema goes. It
// fails on a keyword that it does not know.
func validate(root, s map[string]any, v any, path string) error {
	if ref, ok := s["$ref"].(string); ok {
		return validate(root, root["definitions"].(map[string]any)[strings.TrimPrefix(ref, "#/definitions/")].(map[string]any), v, path)
	}
	object, isObject := v.(map[string]any)
	array, isArray := v.([]any)
	text, isText := v.(string)
	number, isNumber := v.(float64)
	for keyword, want := range s {
		ok := true
		switch keyword {
		case "$schema", "title", "description", "default", "examples", "definitions":
		case "type":
			types, several := want.([]any)
			if !several {
				types = []any{want}
			}
			ok = slices.ContainsFunc(types, func(w any) bool {
				_, isBool := v.(bool)
				return map[any]bool{
					"object": isObject, "array": isArray, "string": isText, "boolean": isBool,
					"number": isNumber, "integer": isNumber && number == math.Trunc(number),
				}[w]
			})
		case "enum":
			ok = slices.Contains(want.([]any), v)
		case "pattern":
			ok = !isText || regexp.MustCompile(want.(string)).MatchString(text)
		case "minLength":
			ok = !isText || float64(len([]rune(text))) >= want.(float64)
		case "maxLength":
			ok = !isText || float64(len([]rune(text))) <= want.(float64)
		case "minimum":
			ok = !isNumber || number >= want.(float64)
		case "maximum":
			ok = !isNumber || number <= want.(float64)
		case "exclusiveMinimum":
			ok = !isNumber || number > want.(float64)
		case "minItems":
			ok = float64(len(array)) >= want.(float64)
		case "maxProperties":
			ok = float64(len(object)) <= want.(float64)
		case "maxItems":
			ok = float64(len(array)) <= want.(float64)
		case "required":
			for _, name := range want.([]any) {
				_, has := object[name.(string)]
				ok = ok && has
			}
		case "dependencies":
			for name, others := range want.(map[string]any) {
				for _, other := range others.([]any) {
					_, has := object[name]
					_, hasOther := object[other.(string)]
					ok = ok && (!has || hasOther)
				}
			}
		case "anyOf", "oneOf":
			n := 0
			for _, option := range want.([]any) {
				if validate(root, option.(map[string]any), v, path) == nil {
					n++
				}
			}
			ok = n == 1 || n > 1 && keyword == "anyOf"
		case "items":
			for i, item := range array {
				if err := validate(root, want.(map[string]any), item, fmt.Sprintf("%s[%d]", path, i)); err != nil {
					return err
				}
			}
		case "properties":
			for name, value := range object {
				if property, known := want.(map[string]any)[name].(map[string]any); known {
					if err := validate(root, property, value, path+"."+name); err != nil {
						return err
					}
				}
			}
		case "additionalProperties":
			properties, _ := s["properties"].(map[string]any)
			for name, value := range object {
				if _, known := properties[name]; known {
					continue
				}
				schema, given := want.(map[string]any)
				if ok = ok && given; given {
					if err := validate(root, schema, value, path+"."+name); err != nil {
						return err
					}
				}
			}
		default:
			return fmt.Errorf("the test knows no %q", keyword)
		}
		if !ok {
			return fmt.Errorf("%s: %v is against %s %v", path, v, keyword, want)
		}
	}
	return nil
}
