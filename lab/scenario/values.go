package scenario

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
)

// maxValues is how many values an axis may have.
const maxValues = 10_000

// span is a range of values: 10ms..300ms/10, 1..100/7 log, 0%..5% step 0.5%.
var span = regexp.MustCompile(`^(\S+?)\.\.([^\s/]+)(?:\s*/\s*(\S+?)(\s+log)?|\s+step\s+(\S+))?$`)

// Values reads what a key is given one after the other: values and ranges, with
// commas between them. A range is that of numbers of one unit. Its points lie
// evenly, or with log in even ratios, and have six digits at most.
func Values(text string) ([]string, error) {
	var all []string
	for item := range strings.SplitSeq(text, ",") {
		item = strings.TrimSpace(item)
		values := []string{item}
		if strings.Contains(item, "..") {
			var err error
			if values, err = expand(item); err != nil {
				return nil, err
			}
		}
		if item == "" {
			return nil, fmt.Errorf("%q has an empty value: write values with commas between them, or a range such as 10ms..300ms/10", yaml.Shorten(text))
		}
		if all = append(all, values...); len(all) > maxValues {
			return nil, fmt.Errorf("%q has more than %d values", yaml.Shorten(text), maxValues)
		}
	}
	return all, nil
}

func expand(item string) ([]string, error) {
	m := span.FindStringSubmatch(item)
	if m == nil || m[3] == "" && m[5] == "" {
		return nil, fmt.Errorf("%q is no range: write how many points, as in 10ms..300ms/10, or how far apart, as in 0%%..5%% step 0.5%%", yaml.Shorten(item))
	}
	from, unit, err := bound(m[1])
	if err != nil {
		return nil, err
	}
	to, other, err := bound(m[2])
	if err != nil {
		return nil, err
	}
	if unit != other {
		return nil, fmt.Errorf("%q goes from %q to %q: write both ends of a range in one unit", yaml.Shorten(item), unit, other)
	}
	write := func(v float64) string {
		f, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
		return strconv.FormatFloat(f, 'f', -1, 64) + unit
	}
	if m[5] != "" {
		step, stepUnit, err := bound(m[5])
		switch {
		case err != nil:
			return nil, err
		case stepUnit != unit:
			return nil, fmt.Errorf("%q has a step in %q: write it in the range's unit", yaml.Shorten(item), stepUnit)
		case step <= 0 || to < from:
			return nil, fmt.Errorf("%q never ends: a range goes up, by a step above 0", yaml.Shorten(item))
		case (to-from)/step >= maxValues:
			return nil, fmt.Errorf("%q has more than %d values", yaml.Shorten(item), maxValues)
		}
		var all []string
		for i := 0; from+float64(i)*step <= to*(1+1e-9); i++ {
			all = append(all, write(from+float64(i)*step))
		}
		return all, nil
	}
	n, err := strconv.Atoi(m[3])
	switch {
	case err != nil || n < 2 || n > maxValues:
		return nil, fmt.Errorf("%q: a range has from 2 to %d points, not %q", yaml.Shorten(item), maxValues, m[3])
	case m[4] != "" && min(from, to) <= 0:
		return nil, fmt.Errorf("%q: even ratios begin above 0", yaml.Shorten(item))
	}
	whole := unit == "" && from == math.Trunc(from) && to == math.Trunc(to)
	var all []string
	for i := range n {
		part := float64(i) / float64(n-1)
		v := from + (to-from)*part
		if m[4] != "" {
			v = from * math.Pow(to/from, part)
		}
		if whole {
			v = math.Round(v)
		}
		if text := write(v); len(all) == 0 || all[len(all)-1] != text {
			all = append(all, text)
		}
	}
	return all, nil
}

func bound(text string) (float64, string, error) {
	v, _, space, unit, ok := yaml.Split(text)
	if !ok || space != "" || strings.ContainsAny(unit, "0123456789") {
		return 0, "", fmt.Errorf("%q is no end of a range: it wants a number with its unit, as in 10ms", yaml.Shorten(text))
	}
	return v, unit, nil
}

// errNoQuantity says that a value is a word.
var errNoQuantity = errors.New("no quantity")

// Quantity is a value as a number, in the unit that goes with its kind: times in
// "ms", rates in "Mbps", sizes in "bytes", shares in "percent", "" for a plain
// number. The error is about a value that is none of these.
func Quantity(text string) (float64, string, error) {
	if d, err := time.ParseDuration(text); err == nil && text != "0" {
		return float64(d) / float64(time.Millisecond), "ms", nil
	}
	v, _, _, unit, ok := yaml.Split(text)
	switch {
	case !ok:
	case unit == "":
		return v, "", nil
	case unit == "%":
		return v, "percent", nil
	case rateUnits[unit] > 0:
		return v * rateUnits[unit] / rateUnits["Mbps"], "Mbps", nil
	case sizeUnits[unit] > 0:
		return v * sizeUnits[unit], "bytes", nil
	}
	return 0, "", errNoQuantity
}
