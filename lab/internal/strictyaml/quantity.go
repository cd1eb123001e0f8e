package strictyaml

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// quantity is a number and what stands behind it, as far as they can be told
// apart. The number's sign is kept so that the error can speak of it.
var quantity = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?|-?\.[0-9]+)(\s*)(.*)$`)

// decimalComma is a number as much of the world writes it.
var decimalComma = regexp.MustCompile(`^[0-9]+,[0-9]+[a-zA-Z%]+$`)

// Split takes "1.5 Mbps" apart. ok is false when s has no number in front.
func Split(s string) (number float64, digits, space, unit string, ok bool) {
	m := quantity.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, "", "", "", false
	}
	number, err := strconv.ParseFloat(m[1], 64)
	return number, m[1], m[2], m[3], err == nil
}

// Measure reads a number with one of units behind it, and says what is wrong
// when it cannot. guess maps what people write, in lower case, to the unit
// that they mean; fallback is the unit to propose when there is none.
func Measure(s string, units map[string]float64, guess map[string]string, fallback, want string) (float64, error) {
	number, digits, space, unit, ok := Split(s)
	if !ok {
		return 0, fmt.Errorf("%q is not %s", Shorten(s), want)
	}
	factor, known := units[unit]
	switch {
	case number < 0:
		return 0, fmt.Errorf("%s must not be negative", Shorten(s))
	case known && space == "":
		return number * factor, nil
	case known:
		return 0, fmt.Errorf("%q has a space in it: did you mean %s%s?", Shorten(s), digits, unit)
	case unit == "":
		return 0, fmt.Errorf("%s has no unit: did you mean %s%s?", digits, digits, fallback)
	case decimalComma.MatchString(s):
		return 0, fmt.Errorf("%q has a comma in its number: did you mean %s?", Shorten(s), strings.Replace(s, ",", ".", 1))
	}
	meant := guess[strings.ToLower(unit)]
	for u := range units {
		if meant == "" && strings.EqualFold(u, unit) {
			meant = u
		}
	}
	if meant != "" {
		return 0, fmt.Errorf("unknown unit %q: did you mean %s%s?", Shorten(unit), digits, meant)
	}
	return 0, fmt.Errorf("unknown unit %q: it wants %s", Shorten(unit), want)
}

// Percent is a share between two bounds, kept as a fraction.
func Percent(least, most float64) Kind[float64] {
	const want = "a percentage such as 1%"
	return Kind[float64]{
		Want: want,
		Type: "percentage",
		Parse: func(s Scalar) (float64, error) {
			number, digits, _, unit, ok := Split(s.Text)
			if ok && unit == "" && number > 0 && number < 1 {
				return 0, fmt.Errorf("%s has no unit: did you mean %s%%, or %s%%?", digits, TrimFloat(number*100), digits)
			}
			f, err := Measure(s.Text, map[string]float64{"%": 1}, map[string]string{"percent": "%", "pct": "%", "%%": "%"}, "%", want)
			switch {
			case err != nil:
				return 0, err
			case f > most:
				return 0, fmt.Errorf("%s is too much: at most %s%% is possible", Shorten(s.Text), TrimFloat(most))
			case f < least:
				return 0, fmt.Errorf("%s is too little: at least %s%% is needed", Shorten(s.Text), TrimFloat(least))
			}
			return f / 100, nil
		},
		Schema: Schema{Type: "string", Pattern: `^[0-9]+(\.[0-9]+)?%$`},
	}
}

// TrimFloat writes a number without an exponent or needless zeros.
func TrimFloat(f float64) string { return strconv.FormatFloat(math.Round(f*1e6)/1e6, 'f', -1, 64) }
