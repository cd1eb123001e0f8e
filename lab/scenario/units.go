package scenario

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

var (
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
func rate() yaml.Kind[netem.BitRate] {
	const most = 1000 * netem.Gbps
	return yaml.Kind[netem.BitRate]{
		Want:  wantRate,
		Type:  "rate, or unlimited",
		Units: "rate: bps, kbps, Mbps or Gbps, as in 1.5Mbps; they count bits, in thousands",
		Parse: func(s yaml.Scalar) (netem.BitRate, error) {
			if s.Text == "unlimited" {
				return 0, nil
			}
			if number, digits, _, unit, ok := yaml.Split(s.Text); ok {
				if m := bytesPerSecond.FindStringSubmatch(unit); m != nil {
					bits := strings.Replace(m[1][:1], "K", "k", 1) + "bps"
					return 0, fmt.Errorf("%s counts bytes, and a rate counts bits: did you mean %s%s, or %s%s?",
						yaml.Shorten(s.Text), yaml.TrimFloat(number*8), bits, digits, bits)
				}
			}
			f, err := yaml.Measure(s.Text, rateUnits, rateGuess, "Mbps", wantRate)
			switch {
			case err != nil:
				return 0, err
			case f == 0:
				return 0, errors.New("a rate of 0 carries nothing: leave the key out, or write unlimited, for a link without a limit")
			case f > float64(most):
				return 0, fmt.Errorf("%s is too fast: at most %s is allowed", yaml.Shorten(s.Text), most)
			case f < 1000:
				return 0, fmt.Errorf("%s is too slow: at least 1kbps is needed", yaml.Shorten(s.Text))
			}
			return netem.BitRate(math.Round(f)), nil
		},
		Schema: yaml.Schema{Type: "string", Pattern: `^(unlimited|[0-9]+(\.[0-9]+)?(bps|kbps|Mbps|Gbps))$`},
	}
}

// MaxFile is the most bytes that one file of a page may have.
const MaxFile = 1_000_000_000

// size is a file's length.
func size() yaml.Kind[int] {
	return yaml.Kind[int]{
		Want:  "a size such as 10KB",
		Type:  "size, at most 1GB",
		Units: "size: B, KB, MB or GB, in thousands of bytes, or KiB, MiB or GiB, in 1024s, as in 10KB",
		Parse: func(s yaml.Scalar) (int, error) {
			n, err := parseSize(s.Text)
			if err == nil && n == 0 {
				err = errors.New("a file of 0 bytes has nothing to wait for: it wants at least 1B")
			}
			if err == nil && n > MaxFile {
				err = fmt.Errorf("%s is too large: at most 1GB is allowed", yaml.Shorten(s.Text))
			}
			return int(n), err
		},
		Schema: yaml.Schema{Type: "string", Pattern: `^[0-9]+(\.[0-9]+)?(B|KB|MB|GB|KiB|MiB|GiB)$`},
	}
}

// parseSize reads a number of bytes.
func parseSize(s string) (int64, error) {
	if number, digits, _, unit, ok := yaml.Split(s); ok && unit == "" && number >= 1000 {
		return 0, fmt.Errorf("%s has no unit: did you mean %sKB, or %sB?", digits, yaml.TrimFloat(number/1000), digits)
	}
	f, err := yaml.Measure(s, sizeUnits, sizeGuess, "KB", "a size such as 10KB")
	if err != nil {
		return 0, err
	}
	n := math.Round(f)
	if n > math.MaxInt64/2 {
		return 0, fmt.Errorf("%s is too large: at most 1GB is allowed", yaml.Shorten(s))
	}
	if math.Abs(f-n) > 1e-6*max(1, f) {
		return 0, fmt.Errorf("%s is not a whole number of bytes", yaml.Shorten(s))
	}
	return int64(n), nil
}
