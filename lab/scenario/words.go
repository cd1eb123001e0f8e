package scenario

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/lab/setup"
	"rttlab/netem"
)

// httpVersion is a version of HTTP, with or without quotes: YAML takes 1.0 for
// a number, but the digits as they were written leave no doubt.
func httpVersion() yaml.Kind[string] {
	versions := []string{"1.0", "1.1", "2", "3"}
	return yaml.Kind[string]{
		Want: `an HTTP version: "1.0", "1.1", "2" or "3"`,
		Type: `"1.0", "1.1", "2" or "3"`,
		Parse: func(s yaml.Scalar) (string, error) {
			word := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s.Text), "http"), "/")
			word = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(word, "h"), "v"), "c")
			if word == "2.0" || word == "3.0" {
				word = word[:1]
			}
			for _, v := range versions {
				if s.Text == v {
					return v, nil
				}
				if word == v {
					return "", fmt.Errorf("unknown HTTP version %q: did you mean %q?", s.Text, v)
				}
			}
			if word == "1" {
				return "", fmt.Errorf(`HTTP version %q could be "1.0" or "1.1": write which`, s.Text)
			}
			return "", fmt.Errorf(`unknown HTTP version %q: there are "1.0", "1.1", "2" and "3"`, yaml.Shorten(s.Text))
		},
		Schema: yaml.Schema{Enum: []any{"1.0", "1.1", "2", "3", 1.0, 1.1, 2, 3}},
	}
}

// tlsVersion is a version of TLS, or none.
func tlsVersion() yaml.Kind[string] {
	return yaml.Kind[string]{
		Want: `none, "1.2" or "1.3"`,
		Type: `none, "1.2" or "1.3"`,
		Parse: func(s yaml.Scalar) (string, error) {
			word := strings.TrimLeft(strings.TrimPrefix(strings.ToLower(s.Text), "tls"), " v")
			switch {
			case s.Text == "none":
				return "", nil
			case s.Text == "1.2" || s.Text == "1.3":
				return s.Text, nil
			case word == "1.2" || word == "1.3":
				return "", fmt.Errorf("unknown TLS version %q: did you mean %q?", s.Text, word)
			case word == "12" || word == "13":
				return "", fmt.Errorf("unknown TLS version %q: did you mean %q?", s.Text, word[:1]+"."+word[1:])
			case word == "1.0" || word == "1.1" || word == "1":
				return "", fmt.Errorf(`TLS %s is no longer in use (RFC 8996): there are none, "1.2" and "1.3"`, word)
			case word == "true" || word == "yes" || word == "on":
				return "", fmt.Errorf(`%q does not say which version: it wants "1.2" or "1.3"`, s.Text)
			case word == "false" || word == "no" || word == "off" || word == "0":
				return "", fmt.Errorf("unknown TLS version %q: did you mean none?", s.Text)
			}
			return "", fmt.Errorf(`unknown TLS version %q: there are none, "1.2" and "1.3"`, yaml.Shorten(s.Text))
		},
		Schema: yaml.Schema{Enum: []any{"none", "1.2", "1.3", 1.2, 1.3}},
	}
}

// profileName is the name of one of Profiles.
func profileName() yaml.Kind[string] {
	var names []any
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return yaml.Kind[string]{
		Want: "the name of a network, such as cable",
		Type: "name of a network",
		Parse: func(s yaml.Scalar) (string, error) {
			p, err := profile(s.Text)
			return p.Name, err
		},
		Schema: yaml.Schema{Type: "string", Enum: names},
	}
}

// queueRoom is how much waits in front of a link.
func queueRoom() yaml.Kind[netem.Queue] {
	const want = "a queue such as 1bdp, 250KB, 100packets or codel"
	const most = 1 << 30
	units := map[string]float64{"bdp": 1, "packets": 1, "packet": 1}
	guess := map[string]string{"bdps": "bdp", "pkts": "packets", "pkt": "packets", "p": "packets"}
	maps.Copy(units, sizeUnits)
	maps.Copy(guess, sizeGuess)
	return yaml.Kind[netem.Queue]{
		Want:  want,
		Type:  "queue",
		Units: "queue: default, bdp, packets, or the units of a size, as in 1bdp, 100packets or 250KB; codel may stand before it, or alone",
		Parse: func(s yaml.Scalar) (netem.Queue, error) {
			size, managed := strings.CutPrefix(s.Text, "codel")
			if s.Text == "default" {
				return netem.Queue{}, nil
			}
			if s.Text = strings.TrimSpace(size); managed && s.Text == "" {
				return netem.Queue{CoDel: true}, nil
			}
			_, _, _, unit, _ := yaml.Split(s.Text)
			f, err := yaml.Measure(s.Text, units, guess, "packets", want)
			switch {
			case err != nil:
				return netem.Queue{}, err
			case f == 0:
				return netem.Queue{}, errors.New("a queue of 0 lets no packet wait: it wants at least 1packet")
			case f > most:
				return netem.Queue{}, fmt.Errorf("%s is too long a queue: at most 1GiB is allowed", yaml.Shorten(s.Text))
			case unit == "bdp":
				return netem.Queue{BDPs: f, CoDel: managed}, nil
			case unit == "packets" || unit == "packet":
				if f != float64(int(f)) {
					return netem.Queue{}, fmt.Errorf("%s is not a whole number of packets", yaml.Shorten(s.Text))
				}
				return netem.Queue{Packets: int(f), CoDel: managed}, nil
			}
			n, err := parseSize(s.Text)
			return netem.Queue{Bytes: int(n), CoDel: managed}, err
		},
		Schema: yaml.Schema{Type: "string", Pattern: `^(default|codel|(codel )?[0-9]+(\.[0-9]+)?(bdp|packets?|B|KB|MB|GB|KiB|MiB|GiB))$`},
	}
}

// fileName is a text that can name a folder, because results are kept under it.
func fileName() yaml.Kind[string] {
	k := yaml.Text(100)
	oneLine := k.Parse
	k.Parse = func(s yaml.Scalar) (string, error) {
		name, err := oneLine(s)
		if err == nil && (strings.ContainsAny(name, `/\:*?"<>|`) || strings.HasPrefix(name, ".")) {
			return "", fmt.Errorf("%q cannot name a folder, and results are kept in one of this name: leave out / \\ : * ? \" < > | and a dot in front", yaml.Shorten(name))
		}
		return name, err
	}
	k.Schema.Pattern = `^[^./\\:*?"<>|][^/\\:*?"<>|]*$`
	return k
}

// times is a factor.
func times() yaml.Kind[float64] {
	return yaml.Kind[float64]{
		Want: "a factor such as 1.8, or a time such as 5s",
		Type: "number above 0",
		Parse: func(s yaml.Scalar) (float64, error) {
			if err := s.Plain("a factor"); err != nil {
				return 0, err
			}
			if number, digits, _, unit, ok := yaml.Split(s.Text); ok && number > 0 && strings.EqualFold(unit, "x") {
				return 0, fmt.Errorf("%q has a unit and needs none: did you mean %s?", s.Text, digits)
			}
			f, err := strconv.ParseFloat(s.Text, 64)
			if err != nil || !(f > 0 && f <= 1e6) {
				return 0, fmt.Errorf("%q is no factor: it wants a number above 0, such as 1.8, or a time such as 5s", yaml.Shorten(s.Text))
			}
			return f, nil
		},
		Schema: yaml.Schema{Type: "number", ExclusiveMinimum: new(0)},
	}
}

// hostPattern is a name as RFC 1123 §2.1 has it, in lower case.
var hostPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// addressLike is what is taken for an address, as its last label is a number
// (WHATWG URL, ends in a number).
var addressLike = regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)$`)

// hostName is a name that files can be fetched from.
func hostName() yaml.Kind[string] {
	return yaml.Kind[string]{
		Want: "a host's name, such as cdn.example.test",
		Type: "host's name",
		Parse: func(s yaml.Scalar) (string, error) {
			switch {
			case strings.Contains(s.Text, "://") || strings.Contains(s.Text, "/"):
				return "", fmt.Errorf("%q is more than a host's name: leave out http:// and the path", yaml.Shorten(s.Text))
			case strings.Contains(s.Text, ":"):
				return "", fmt.Errorf("%q has a port: leave it out", yaml.Shorten(s.Text))
			case len(s.Text) > 253 || !hostPattern.MatchString(s.Text):
				return "", fmt.Errorf("%q is no host's name: it wants small letters, digits, dots and hyphens, as in cdn.example.test", yaml.Shorten(s.Text))
			case addressLike.MatchString(s.Text):
				return "", fmt.Errorf("%q is an address: it wants a name, as in cdn.example.test", yaml.Shorten(s.Text))
			case setup.Reserved(s.Text) != "":
				return "", fmt.Errorf("%q is %s own name in the lab: it wants another, as in cdn.example.test", s.Text, setup.Reserved(s.Text))
			}
			return s.Text, nil
		},
		Schema: yaml.Schema{Type: "string", Pattern: hostPattern.String()},
	}
}

// optional is a value that can be absent: nil.
func optional[V any](k yaml.Kind[V]) yaml.Kind[*V] {
	return yaml.Kind[*V]{Want: k.Want, Type: k.Type, Units: k.Units, Schema: k.Schema, Parse: func(s yaml.Scalar) (*V, error) {
		v, err := k.Parse(s)
		return &v, err
	}}
}
