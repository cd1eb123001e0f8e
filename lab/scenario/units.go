package scenario

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"rttlab/netem"
)

// quantity is a number and what stands behind it, as far as they can be told
// apart. The number's sign is kept so that the error can speak of it.
var quantity = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?|-?\.[0-9]+)(\s*)(.*)$`)

// decimalComma is a number as much of the world writes it.
var decimalComma = regexp.MustCompile(`^[0-9]+,[0-9]+[a-zA-Z%]+$`)

// split takes "1.5 Mbps" apart. ok is false when s has no number in front.
func split(s string) (number float64, digits, space, unit string, ok bool) {
	m := quantity.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, "", "", "", false
	}
	number, err := strconv.ParseFloat(m[1], 64)
	return number, m[1], m[2], m[3], err == nil
}

// measure reads a number with one of units behind it, and says what is wrong
// when it cannot. guess maps what people write, in lower case, to the unit
// that they mean; fallback is the unit to propose when there is none.
func measure(s string, units map[string]float64, guess map[string]string, fallback, want string) (float64, error) {
	number, digits, space, unit, ok := split(s)
	if !ok {
		return 0, fmt.Errorf("%q is not %s", shorten(s), want)
	}
	factor, known := units[unit]
	switch {
	case number < 0:
		return 0, fmt.Errorf("%s must not be negative", shorten(s))
	case known && space == "":
		return number * factor, nil
	case known:
		return 0, fmt.Errorf("%q has a space in it: did you mean %s%s?", shorten(s), digits, unit)
	case unit == "":
		return 0, fmt.Errorf("%s has no unit: did you mean %s%s?", digits, digits, fallback)
	case decimalComma.MatchString(s):
		return 0, fmt.Errorf("%q has a comma in its number: did you mean %s?", shorten(s), strings.Replace(s, ",", ".", 1))
	}
	meant := guess[strings.ToLower(unit)]
	for u := range units {
		if meant == "" && strings.EqualFold(u, unit) {
			meant = u
		}
	}
	if meant != "" {
		return 0, fmt.Errorf("unknown unit %q: did you mean %s%s?", shorten(unit), digits, meant)
	}
	return 0, fmt.Errorf("unknown unit %q: it wants %s", shorten(unit), want)
}

// parseDuration reads a time as package time does: "200ms", "1.5s", "1m30s".
func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err == nil && d < 0 {
		return 0, fmt.Errorf("%s must not be negative", shorten(s))
	}
	if err == nil {
		return d, nil
	}
	if _, _, _, unit, ok := split(s); ok && durationUnits[unit] > 0 {
		if _, _, space, _, _ := split(s); space == "" {
			return 0, fmt.Errorf("%s is too long for a time", shorten(s))
		}
	}
	unit := "ms"
	if strings.Contains(s, ".") {
		unit = "s" // 0.2 is meant in seconds, 200 in milliseconds
	}
	_, err = measure(s, durationUnits, durationGuess, unit, "a time such as 200ms")
	return 0, err
}

var (
	durationUnits = map[string]float64{"ns": 1, "us": 1, "µs": 1, "ms": 1, "s": 1, "m": 1, "h": 1}
	durationGuess = map[string]string{
		"msec": "ms", "msecs": "ms", "milliseconds": "ms", "millis": "ms",
		"sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minutes": "m", "hours": "h", "usec": "us",
	}

	rateUnits = map[string]float64{"bps": 1, "kbps": 1e3, "Mbps": 1e6, "Gbps": 1e9}
	rateGuess = map[string]string{
		"b": "bps", "bit/s": "bps", "b/s": "bps",
		"k": "kbps", "kb": "kbps", "kbit": "kbps", "kbit/s": "kbps", "kb/s": "kbps", "kbits": "kbps",
		"m": "Mbps", "mb": "Mbps", "mbit": "Mbps", "mbit/s": "Mbps", "mb/s": "Mbps", "mbits": "Mbps", "mibps": "Mbps",
		"g": "Gbps", "gb": "Gbps", "gbit": "Gbps", "gbit/s": "Gbps", "gb/s": "Gbps", "gbits": "Gbps",
	}

	sizeUnits = map[string]float64{"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	sizeGuess = map[string]string{
		"b": "B", "byte": "B", "bytes": "B",
		"k": "KB", "kb": "KB", "kbyte": "KB", "kbytes": "KB", "kib": "KiB", "ki": "KiB",
		"m": "MB", "mb": "MB", "mbyte": "MB", "mbytes": "MB", "mib": "MiB", "mi": "MiB",
		"g": "GB", "gb": "GB", "gib": "GiB",
	}
)

// bytesPerSecond is a rate that counts bytes, with a capital B.
var bytesPerSecond = regexp.MustCompile(`^([kKMG]i?B)(ps|/s)$`)

const wantRate = "a rate such as 20Mbps"

// rate is a link's speed, and unlimited when it has none.
func rate() kind[netem.BitRate] {
	const most = 1000 * netem.Gbps
	return kind[netem.BitRate]{
		want: wantRate,
		parse: func(s scalar) (netem.BitRate, error) {
			if s.text == "unlimited" {
				return 0, nil
			}
			if number, digits, _, unit, ok := split(s.text); ok {
				if m := bytesPerSecond.FindStringSubmatch(unit); m != nil {
					bits := strings.Replace(m[1][:1], "K", "k", 1) + "bps"
					return 0, fmt.Errorf("%s counts bytes, and a rate counts bits: did you mean %s%s, or %s%s?",
						shorten(s.text), trimFloat(number*8), bits, digits, bits)
				}
			}
			f, err := measure(s.text, rateUnits, rateGuess, "Mbps", wantRate)
			switch {
			case err != nil:
				return 0, err
			case f == 0:
				return 0, errors.New("a rate of 0 carries nothing: leave the key out, or write unlimited, for a link without a limit")
			case f > float64(most):
				return 0, fmt.Errorf("%s is too fast: at most %s is allowed", shorten(s.text), most)
			case f < 1000:
				return 0, fmt.Errorf("%s is too slow: at least 1kbps is needed", shorten(s.text))
			}
			return netem.BitRate(math.Round(f)), nil
		},
		schema: schema{Type: "string", Pattern: `^(unlimited|[0-9]+(\.[0-9]+)?(bps|kbps|Mbps|Gbps))$`},
	}
}

// MaxFile is the most bytes that one file of a page may have.
const MaxFile = 1_000_000_000

// size is a file's length.
func size() kind[int] {
	return kind[int]{
		want: "a size such as 10KB",
		parse: func(s scalar) (int, error) {
			n, err := parseSize(s.text)
			if err == nil && n == 0 {
				err = errors.New("a file of 0 bytes has nothing to wait for: it wants at least 1B")
			}
			if err == nil && n > MaxFile {
				err = fmt.Errorf("%s is too large: at most 1GB is allowed", shorten(s.text))
			}
			return int(n), err
		},
		schema: schema{Type: "string", Pattern: `^[0-9]+(\.[0-9]+)?(B|KB|MB|GB|KiB|MiB|GiB)$`},
	}
}

// parseSize reads a number of bytes.
func parseSize(s string) (int64, error) {
	if number, digits, _, unit, ok := split(s); ok && unit == "" && number >= 1000 {
		return 0, fmt.Errorf("%s has no unit: did you mean %sKB, or %sB?", digits, trimFloat(number/1000), digits)
	}
	f, err := measure(s, sizeUnits, sizeGuess, "KB", "a size such as 10KB")
	if err != nil {
		return 0, err
	}
	n := math.Round(f)
	if n > math.MaxInt64/2 {
		return 0, fmt.Errorf("%s is too large: at most 1GB is allowed", shorten(s))
	}
	if math.Abs(f-n) > 1e-6*max(1, f) {
		return 0, fmt.Errorf("%s is not a whole number of bytes", shorten(s))
	}
	return int64(n), nil
}

// percent is a share between two bounds, kept as a fraction.
func percent(least, most float64) kind[float64] {
	const want = "a percentage such as 1%"
	return kind[float64]{
		want: want,
		parse: func(s scalar) (float64, error) {
			number, digits, _, unit, ok := split(s.text)
			if ok && unit == "" && number > 0 && number < 1 {
				return 0, fmt.Errorf("%s has no unit: did you mean %s%%, or %s%%?", digits, trimFloat(number*100), digits)
			}
			f, err := measure(s.text, map[string]float64{"%": 1}, map[string]string{"percent": "%", "pct": "%", "%%": "%"}, "%", want)
			switch {
			case err != nil:
				return 0, err
			case f > most:
				return 0, fmt.Errorf("%s is too much: at most %s%% is possible", shorten(s.text), trimFloat(most))
			case f < least:
				return 0, fmt.Errorf("%s is too little: at least %s%% is needed", shorten(s.text), trimFloat(least))
			}
			return f / 100, nil
		},
		schema: schema{Type: "string", Pattern: `^[0-9]+(\.[0-9]+)?%$`},
	}
}

// trimFloat writes a number without an exponent or needless zeros.
func trimFloat(f float64) string { return strconv.FormatFloat(math.Round(f*1e6)/1e6, 'f', -1, 64) }
