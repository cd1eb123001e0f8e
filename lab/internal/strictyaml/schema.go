package strictyaml

import (
	"bytes"
	"encoding/json"
)

// Schema is a JSON Schema, draft 7, as far as scenario files need it. The
// field order is the order in the output.
type Schema struct {
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
	AnyOf    []Schema `json:"anyOf,omitempty"`

	Minimum          *int `json:"minimum,omitempty"`
	Maximum          *int `json:"maximum,omitempty"`
	ExclusiveMinimum *int `json:"exclusiveMinimum,omitempty"`
	MinLength        int  `json:"minLength,omitempty"`
	MaxLength        int  `json:"maxLength,omitempty"`

	Items    *Schema `json:"items,omitempty"`
	MinItems int     `json:"minItems,omitempty"`
	MaxItems int     `json:"maxItems,omitempty"`

	Properties           Properties          `json:"properties,omitempty"`
	AdditionalProperties any                 `json:"additionalProperties,omitempty"` // a bool or a *Schema
	MaxProperties        int                 `json:"maxProperties,omitempty"`
	Required             []string            `json:"required,omitempty"`
	OneOf                []Schema            `json:"oneOf,omitempty"`
	Dependencies         map[string][]string `json:"dependencies,omitempty"`
	Definitions          Properties          `json:"definitions,omitempty"`
}

// Properties are named schemas in an order of their own, which editors keep.
type Properties []Property

type Property struct {
	Name   string
	Schema *Schema
}

// MarshalJSON writes an object in the order of ps.
func (ps Properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, p := range ps {
		b.WriteByte("{,"[min(i, 1)])
		name, err := json.Marshal(p.Name)
		if err != nil {
			return nil, err
		}
		value, err := marshal(p.Schema)
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

// Ref points to a section's definition.
func Ref(name string) *Schema { return &Schema{Ref: "#/definitions/" + name} }

// ListOf is a list of a section's.
func ListOf(name string, most int, doc string) *Schema {
	return &Schema{Type: "array", Description: doc, Items: Ref(name), MaxItems: most}
}

// Note adds something to a key's schema.
type Note func(*Schema)

// Default is what holds when the key is absent.
func Default(v any) Note { return func(s *Schema) { s.Default = v } }

// Such is an example that editors offer.
func Such(vs ...any) Note { return func(s *Schema) { s.Examples = append(s.Examples, vs...) } }

// Describe gives a copy of s with a description and notes.
func (s Schema) Describe(doc string, notes []Note) *Schema {
	s.Description = doc
	for _, n := range notes {
		n(&s)
	}
	return &s
}

// Define makes a section's schema.
func (s *Section[T]) Define() *Schema {
	def := &Schema{Type: "object", Description: s.Doc, AdditionalProperties: false, Required: s.Required}
	for _, k := range s.Keys {
		def.Properties = append(def.Properties, Property{k.Name, k.Schema})
	}
	return def
}

// Definition is the section's schema with its name.
func (s *Section[T]) Definition() Property {
	return Property{s.Name, s.Define()}
}

// Anys is vs as a schema wants them.
func Anys[T any](vs []T) []any {
	as := make([]any, len(vs))
	for i, v := range vs {
		as[i] = v
	}
	return as
}

// JSON writes a schema for people to read, with its name and where its dialect
// is described.
func (s *Schema) JSON(title string) ([]byte, error) {
	s.Schema, s.Title = "http://json-schema.org/draft-07/schema#", title
	compact, err := marshal(s)
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
