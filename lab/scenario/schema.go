package scenario

import (
	"bytes"
	"encoding/json"
)

// schema is a JSON Schema, draft 7, as far as scenario files need it. The
// field order is the order in the output.
type schema struct {
	Schema      string `json:"$schema,omitempty"`
	ID          string `json:"$id,omitempty"`
	Ref         string `json:"$ref,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`

	Type     any      `json:"type,omitempty"`
	Enum     []any    `json:"enum,omitempty"`
	Pattern  string   `json:"pattern,omitempty"`
	Default  any      `json:"default,omitempty"`
	Examples []any    `json:"examples,omitempty"`
	AnyOf    []schema `json:"anyOf,omitempty"`

	Minimum          *int `json:"minimum,omitempty"`
	Maximum          *int `json:"maximum,omitempty"`
	ExclusiveMinimum *int `json:"exclusiveMinimum,omitempty"`
	MinLength        int  `json:"minLength,omitempty"`
	MaxLength        int  `json:"maxLength,omitempty"`

	Items    *schema `json:"items,omitempty"`
	MinItems int     `json:"minItems,omitempty"`
	MaxItems int     `json:"maxItems,omitempty"`

	Properties           properties          `json:"properties,omitempty"`
	AdditionalProperties *bool               `json:"additionalProperties,omitempty"`
	Required             []string            `json:"required,omitempty"`
	OneOf                []schema            `json:"oneOf,omitempty"`
	Dependencies         map[string][]string `json:"dependencies,omitempty"`
	Definitions          properties          `json:"definitions,omitempty"`
}

// properties are named schemas in an order of their own, which editors keep.
type properties []property

type property struct {
	name   string
	schema *schema
}

// MarshalJSON writes an object in the order of ps.
func (ps properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, p := range ps {
		b.WriteByte("{,"[min(i, 1)])
		name, err := json.Marshal(p.name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(p.schema)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshal is json.Marshal without its escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// ref points to a section's definition.
func ref(name string) *schema { return &schema{Ref: "#/definitions/" + name} }

// listOf is a list of a section's.
func listOf(name string, most int, doc string) *schema {
	return &schema{Type: "array", Description: doc, Items: ref(name), MaxItems: most}
}

// note adds something to a key's schema.
type note func(*schema)

// byDefault is what holds when the key is absent.
func byDefault(v any) note { return func(s *schema) { s.Default = v } }

// such is an example that editors offer.
func such(vs ...any) note { return func(s *schema) { s.Examples = append(s.Examples, vs...) } }

// describe gives a copy of s with a description and notes.
func (s schema) describe(doc string, notes []note) *schema {
	s.Description = doc
	for _, n := range notes {
		n(&s)
	}
	return &s
}

// define makes a section's schema.
func (s *section[T]) define(required ...string) *schema {
	def := &schema{Type: "object", Description: s.doc, AdditionalProperties: new(false), Required: required}
	for _, k := range s.keys {
		def.Properties = append(def.Properties, property{k.name, k.schema})
	}
	return def
}

// Schema gives the JSON Schema of the format, for editors. The decoder is the
// stricter of the two: a schema cannot say what contradicts what.
func Schema() ([]byte, error) {
	root := fileSection.define()
	root.Schema = "http://json-schema.org/draft-07/schema#"
	root.Title = "rttlab scenario"
	root.Properties = append(root.Properties, settingsSection.define().Properties...)
	expectation := expectSection.define("run")
	for _, measure := range measures {
		expectation.OneOf = append(expectation.OneOf, schema{Required: []string{measure}})
	}
	expectation.Dependencies = map[string][]string{"by": {"faster_than"}, "total": {"within"}, "handshakes": {"within"}}
	root.Definitions = properties{
		{runSection.name, runSection.define("name")},
		{networkSection.name, networkSection.define()},
		{lossSection.name, lossSection.define()},
		{dropSection.name, dropSection.define()},
		{reorderSection.name, reorderSection.define("share", "by")},
		{traceSection.name, traceSection.define()},
		{tcpSection.name, tcpSection.define()},
		{pageSection.name, pageSection.define()},
		{assetSection.name, assetSection.define("size")},
		{serverSection.name, serverSection.define()},
		{browserSection.name, browserSection.define()},
		{dnsSection.name, dnsSection.define()},
		{tlsSection.name, tlsSection.define()},
		{migrateSection.name, migrateSection.define("at")},
		{resetSection.name, resetSection.define("at")},
		{expectSection.name, expectation},
	}
	compact, err := marshal(root)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func anys[T any](vs []T) []any {
	as := make([]any, len(vs))
	for i, v := range vs {
		as[i] = v
	}
	return as
}
