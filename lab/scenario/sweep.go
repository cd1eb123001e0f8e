package scenario

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
)

// Axis is a key that is given one value after the other.
type Axis struct {
	Key    string   // as Parse's overrides have it: "network.rtt"
	Values []string // as the file would have them
	Line   int      // in the file; 0: it is not from there
}

// The limits of a sweep.
const (
	maxSweeps = 20
	maxAxes   = 2 // with more than one value
	maxKeys   = 8
	MaxPoints = 100_000
)

// ParseAxis reads an axis as the command line has it: "network.rtt=10ms..300ms/10".
func ParseAxis(text string) (Axis, error) {
	key, values, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	if !ok || key == "" {
		return Axis{}, fmt.Errorf("%q is no key with values: it wants KEY=VALUES, as in network.rtt=10ms..300ms/10", text)
	}
	all, err := Values(values)
	if err != nil {
		return Axis{}, fmt.Errorf("%s: %w", key, err)
	}
	return Axis{Key: key, Values: all}, nil
}

// CheckAxes looks for what makes no sweep.
func CheckAxes(axes []Axis) error {
	points := 1
	for i, a := range axes {
		if slices.ContainsFunc(axes[:i], func(b Axis) bool { return a.Key == b.Key }) {
			return fmt.Errorf("%s is swept twice", a.Key)
		}
		seen := map[string]bool{}
		for _, v := range a.Values {
			if seen[v] {
				return fmt.Errorf("%s has the value %s twice", a.Key, v)
			}
			seen[v] = true
		}
		if len(a.Values) > MaxPoints/points {
			return fmt.Errorf("the sweep has more than %d points", MaxPoints)
		}
		points *= len(a.Values)
	}
	several := 0
	for _, a := range axes {
		if len(a.Values) > 1 {
			several++
		}
	}
	switch {
	case several > maxAxes:
		return fmt.Errorf("%d keys are swept at once: at most %d make a picture; write a list of sweeps for more", several, maxAxes)
	case len(axes) > maxKeys:
		return fmt.Errorf("the sweep has %d keys: at most %d are allowed", len(axes), maxKeys)
	}
	return nil
}

// SweepsOf are the sweeps of a scenario file that is no scenario without what they
// give it. None are there when the file has none, or they have a mistake.
func SweepsOf(file string, data []byte) [][]Axis {
	d := &decoder{Decoder: yaml.NewDecoder(format(), file), effects: effects{}}
	top := d.Parse(data)
	if top == nil {
		return nil
	}
	e, ok := top.Get("sweep")
	if !ok {
		return nil
	}
	all := sweeps(d.Decoder, e)
	if d.Err() != nil {
		return nil
	}
	return all
}

// First are the overrides of a sweep's first point.
func First(axes []Axis) (overrides []string) {
	for _, a := range axes {
		overrides = append(overrides, a.Key+"="+a.Values[0])
	}
	return overrides
}

// unswept is err, about a file without overrides; or, where the file lacks only
// what its sweep gives it, an error that says so.
func unswept(file string, data []byte, err error) error {
	if !bytes.Contains(data, []byte("sweep")) {
		return err // to read once more what is wrong and large would cost as much again
	}
	for _, axes := range SweepsOf(file, data) {
		if _, mended := parse(file, data, First(axes)); mended == nil {
			return Errors{{File: file, Line: axes[0].Line, Column: 1, Message: fmt.Sprintf("the file is a scenario only with what its sweep gives it: `lab sweep %s` plays that, and --set %s a single load", file, First(axes)[0])}}
		}
	}
	return err
}

const sweepExample = "{network.rtt: 20ms..200ms/10}"

// sweepKey is the file's sweeps.
func sweepKey() yaml.Key[Scenario] {
	value := yaml.Schema{Type: []string{"string", "number", "boolean"}}
	one := yaml.Schema{
		Type: "object", MaxProperties: maxKeys,
		AdditionalProperties: &yaml.Schema{AnyOf: []yaml.Schema{value, {Type: "array", Items: &value, MinItems: 1}}},
	}
	return yaml.Key[Scenario]{
		Name: "sweep", Type: "one or two keys with their values, or a list of such", Example: sweepExample,
		Schema: &yaml.Schema{
			Description: "What `lab sweep` gives one value after the other: keys as --set has them, with a list of values, a range with a number of points (20ms..200ms/10, and 1Mbps..1Gbps/7 log for even ratios), or a range with a step (0%..5% step 0.5%). Two keys give a map. A key with one value is set to it: repeat: 31. Runs that have a value of their own for the key are not swept.",
			AnyOf:       []yaml.Schema{one, {Type: "array", Items: &one, MinItems: 1, MaxItems: maxSweeps}},
		},
		Apply: func(d *yaml.Decoder, _ string, layers []yaml.Entry, to *Scenario) {
			for _, e := range layers {
				to.Sweeps = sweeps(d, e)
			}
		},
	}
}

func sweeps(d *yaml.Decoder, e yaml.Entry) (all [][]Axis) {
	nodes := []*yaml.Node{e.Value}
	if list, ok := e.Value.Elements(); ok {
		if nodes = list; len(nodes) > maxSweeps {
			d.Errorf(e.Key, "sweep has %d entries: at most %d are allowed", len(nodes), maxSweeps)
			return nil
		}
	}
	for _, n := range nodes {
		m := d.Mapping(n, "sweep", sweepExample)
		if m == nil {
			continue
		}
		axes := axesOf(d, m)
		if err := CheckAxes(axes); err != nil {
			d.Errorf(m.At(), "%v", err)
		}
		if len(axes) == 0 {
			d.Errorf(m.At(), "sweep has no key: say what is to change, as in %s", sweepExample)
		}
		all = append(all, axes)
	}
	return all
}

func axesOf(d *yaml.Decoder, m *yaml.Node) (axes []Axis) {
	for _, e := range m.Entries() {
		axis := Axis{Key: e.Name, Line: e.Key.Line()}
		items := []yaml.Entry{e}
		if list, ok := e.Value.Elements(); ok {
			items = nil
			for _, n := range list {
				items = append(items, yaml.Entry{Name: e.Name, Key: e.Key, Value: n})
			}
		}
		for _, item := range items {
			s, ok := d.Scalar(item, "values such as 20ms..200ms/10")
			if !ok {
				continue
			}
			values, err := Values(s.Text)
			if err != nil {
				d.Errorf(s.At, "%v", err)
			}
			axis.Values = append(axis.Values, values...)
		}
		if len(items) == 0 {
			d.Errorf(e.Key, "%s has no values: give it some, as in %s", e.Name, sweepExample)
		}
		axes = append(axes, axis)
	}
	return axes
}

// probe plays through what a sweep would change, each value by itself, for what
// is wrong with it.
func (s *Scenario) probe(file string, data []byte) error {
	var wrong Errors
	for _, axes := range s.Sweeps {
		for _, a := range axes {
			for _, v := range a.Values {
				set := a.Key + "=" + v
				if _, err := parse(file, data, []string{set}); err != nil {
					wrong = append(wrong, &Error{File: file, Line: a.Line, Column: 1, Message: fmt.Sprintf("sweep: with %s: %s", set, firstLine(err))})
					break
				}
			}
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
