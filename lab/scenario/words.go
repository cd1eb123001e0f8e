package scenario

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strconv"
	"strings"

	"rttlab/netem"
)

// httpVersion is a version of HTTP, with or without quotes: YAML takes 1.0 for
// a number, but the digits as they were written leave no doubt.
func httpVersion() kind[string] {
	versions := []string{"1.0", "1.1", "2", "3"}
	return kind[string]{
		want: `an HTTP version: "1.0", "1.1", "2" or "3"`,
		parse: func(s scalar) (string, error) {
			word := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s.text), "http"), "/")
			word = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(word, "h"), "v"), "c")
			if word == "2.0" || word == "3.0" {
				word = word[:1]
			}
			for _, v := range versions {
				if s.text == v {
					return v, nil
				}
				if word == v {
					return "", fmt.Errorf("unknown HTTP version %q: did you mean %q?", s.text, v)
				}
			}
			if word == "1" {
				return "", fmt.Errorf(`HTTP version %q could be "1.0" or "1.1": write which`, s.text)
			}
			return "", fmt.Errorf(`unknown HTTP version %q: there are "1.0", "1.1", "2" and "3"`, shorten(s.text))
		},
		schema: schema{Enum: []any{"1.0", "1.1", "2", "3", 1.0, 1.1, 2, 3}},
	}
}

// tlsVersion is a version of TLS, or none.
func tlsVersion() kind[string] {
	return kind[string]{
		want: `none, "1.2" or "1.3"`,
		parse: func(s scalar) (string, error) {
			word := strings.TrimLeft(strings.TrimPrefix(strings.ToLower(s.text), "tls"), " v")
			switch {
			case s.text == "none":
				return "", nil
			case s.text == "1.2" || s.text == "1.3":
				return s.text, nil
			case word == "1.2" || word == "1.3":
				return "", fmt.Errorf("unknown TLS version %q: did you mean %q?", s.text, word)
			case word == "12" || word == "13":
				return "", fmt.Errorf("unknown TLS version %q: did you mean %q?", s.text, word[:1]+"."+word[1:])
			case word == "1.0" || word == "1.1" || word == "1":
				return "", fmt.Errorf(`TLS %s is no longer in use (RFC 8996): there are none, "1.2" and "1.3"`, word)
			case word == "true" || word == "yes" || word == "on":
				return "", fmt.Errorf(`%q does not say which version: it wants "1.2" or "1.3"`, s.text)
			case word == "false" || word == "no" || word == "off" || word == "0":
				return "", fmt.Errorf("unknown TLS version %q: did you mean none?", s.text)
			}
			return "", fmt.Errorf(`unknown TLS version %q: there are none, "1.2" and "1.3"`, shorten(s.text))
		},
		schema: schema{Enum: []any{"none", "1.2", "1.3", 1.2, 1.3}},
	}
}

// profileName is the name of one of Profiles.
func profileName() kind[string] {
	var names []any
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return kind[string]{
		want: "the name of a network, such as cable",
		parse: func(s scalar) (string, error) {
			p, err := profile(s.text)
			return p.Name, err
		},
		schema: schema{Type: "string", Enum: names},
	}
}

// queueRoom is how much waits in front of a link.
func queueRoom() kind[netem.Queue] {
	const want = "a queue such as 1bdp, 250KB, 100packets or codel"
	const most = 1 << 30
	units := map[string]float64{"bdp": 1, "packets": 1, "packet": 1}
	guess := map[string]string{"bdps": "bdp", "pkts": "packets", "pkt": "packets", "p": "packets"}
	maps.Copy(units, sizeUnits)
	maps.Copy(guess, sizeGuess)
	return kind[netem.Queue]{
		want: want,
		parse: func(s scalar) (netem.Queue, error) {
			size, managed := strings.CutPrefix(s.text, "codel")
			if s.text = strings.TrimSpace(size); managed && s.text == "" {
				return netem.Queue{CoDel: true}, nil
			}
			_, _, _, unit, _ := split(s.text)
			f, err := measure(s.text, units, guess, "packets", want)
			switch {
			case err != nil:
				return netem.Queue{}, err
			case f == 0:
				return netem.Queue{}, errors.New("a queue of 0 lets no packet wait: it wants at least 1packet")
			case f > most:
				return netem.Queue{}, fmt.Errorf("%s is too long a queue: at most 1GiB is allowed", shorten(s.text))
			case unit == "bdp":
				return netem.Queue{BDPs: f, CoDel: managed}, nil
			case unit == "packets" || unit == "packet":
				if f != float64(int(f)) {
					return netem.Queue{}, fmt.Errorf("%s is not a whole number of packets", shorten(s.text))
				}
				return netem.Queue{Packets: int(f), CoDel: managed}, nil
			}
			n, err := parseSize(s.text)
			return netem.Queue{Bytes: int(n), CoDel: managed}, err
		},
		schema: schema{Type: "string", Pattern: `^(codel|(codel )?[0-9]+(\.[0-9]+)?(bdp|packets?|B|KB|MB|GB|KiB|MiB|GiB))$`},
	}
}

// times is a factor.
func times() kind[float64] {
	return kind[float64]{
		want: "a factor such as 1.8, or a time such as 5s",
		parse: func(s scalar) (float64, error) {
			if err := s.plain("a factor"); err != nil {
				return 0, err
			}
			if number, digits, _, unit, ok := split(s.text); ok && number > 0 && strings.EqualFold(unit, "x") {
				return 0, fmt.Errorf("%q has a unit and needs none: did you mean %s?", s.text, digits)
			}
			f, err := strconv.ParseFloat(s.text, 64)
			if err != nil || !(f > 0 && f <= 1e6) {
				return 0, fmt.Errorf("%q is no factor: it wants a number above 0, such as 1.8, or a time such as 5s", shorten(s.text))
			}
			return f, nil
		},
		schema: schema{Type: "number", ExclusiveMinimum: new(0)},
	}
}

// hostPattern is a name as RFC 1123 §2.1 has it, in lower case.
var hostPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$`)

// hostName is a name that files can be fetched from.
func hostName() kind[string] {
	return kind[string]{
		want: "a host's name, such as cdn.example.test",
		parse: func(s scalar) (string, error) {
			switch {
			case strings.Contains(s.text, "://") || strings.Contains(s.text, "/"):
				return "", fmt.Errorf("%q is more than a host's name: leave out http:// and the path", shorten(s.text))
			case strings.Contains(s.text, ":"):
				return "", fmt.Errorf("%q has a port: leave it out", shorten(s.text))
			case len(s.text) > 253 || !hostPattern.MatchString(s.text):
				return "", fmt.Errorf("%q is no host's name: it wants small letters, digits, dots and hyphens, as in cdn.example.test", shorten(s.text))
			}
			return s.text, nil
		},
		schema: schema{Type: "string", Pattern: hostPattern.String()},
	}
}
