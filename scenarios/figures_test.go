package scenarios_test

import (
	"regexp"
	"strconv"
	"strings"
)

// figure is a number in a text, in words or in digits.
type figure struct {
	text      string
	from, to  int     // where in the text it is
	value     float64 // of a quantity in seconds, bytes, bits per second, or of 1
	precision float64 // how far off it may be
	unit      string  // "" for a count
}

// names have digits that are no figures: versions, standards, years, and
// arithmetic that the reader is to follow.
const names = `HTTP/\d(?:\.\d)?|TLS 1\.\d|RFC \d+|§[\d.]+|0-RTT|SHA-256|\b[34]G\b|CSS1|img\d|` +
	`\b(?:19|20)\d\d(?:s\b)?|(?:nginx|Squid) \d+\.\d+|(?:version|PostgreSQL) \d+|tcp_retries2|http3-\w+|mysql2|W3C|` +
	`half-way|the other half|two halves|(?:these|of the|as the|to the|and the) two\b|two things|of the three|\d+th percentile|k\^2`

const units = `µs|ms|s|min|h|B|[kK]B|MB|[kM]bit/s|[kM]bps|%`

// "One" is an article and a pronoun as well; of these it is a count.
const counted = `round trips?|waves?|rounds?`

const words = `two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty|thirty|fifty`

const parts = `half|third|quarter|fifth|sixth|tenth|twentieth|hundredth`

var figurePattern = regexp.MustCompile(`(?i)(?P<name>` + names + `)|` +
	`(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?: ?(?P<unit>` + units + `)\b| ?(?P<percent>%))?|` +
	`\b(?:(?:(?P<many>a|one|` + words + `) )?(?P<power>hundred|thousand)|` +
	`(?P<parts>a|one|` + words + `) (?P<part>` + parts + `)s?|(?P<one>one|single) (?:` + counted + `)|` +
	`(?P<word>` + words + `|twice|double[sd]?|halve[sd]?|half))\b`)

var wordValues = map[string]float64{
	"a": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "thousand": 1000,
	"twice": 2, "double": 2, "doubled": 2, "doubles": 2, "halve": 0.5, "halved": 0.5, "halves": 0.5,
	"half": 0.5, "third": 1. / 3, "quarter": 0.25, "fifth": 0.2, "sixth": 1. / 6, "tenth": 0.1, "twentieth": 0.05, "hundredth": 0.01,
}

var unitValues = map[string]float64{
	"": 1, "%": 0.01, "µs": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "b": 1, "kb": 1e3, "mb": 1e6,
	"kbit/s": 1e3, "kbps": 1e3, "mbit/s": 1e6, "mbps": 1e6,
}

// figuresIn are the figures of a text. Digits are as precise as they are printed:
// 1.26 s is from 1.255 to 1.265 s. Words are good to 5 %: twice is 1.9 to 2.1.
func figuresIn(text string) (found []figure) {
	for _, at := range figurePattern.FindAllStringSubmatchIndex(text, -1) {
		group := func(name string) string {
			i := 2 * figurePattern.SubexpIndex(name)
			if at[i] < 0 {
				return ""
			}
			return strings.ToLower(text[at[i]:at[i+1]])
		}
		if group("name") != "" {
			continue
		}
		f := figure{text: text[at[0]:at[1]], from: at[0], to: at[1]}
		if digits := strings.ReplaceAll(group("digits"), ",", ""); digits != "" {
			f.unit = group("unit") + group("percent")
			f.value, _ = strconv.ParseFloat(digits, 64)
			_, decimals, _ := strings.Cut(digits, ".")
			f.precision = 0.5 * unitValues[f.unit]
			for range decimals {
				f.precision /= 10
			}
			f.value *= unitValues[f.unit]
		} else {
			f.value = 1
			for _, of := range []string{"word", "many", "power", "parts", "part", "one"} {
				if word := group(of); word != "" {
					f.value *= wordValues[word]
				}
			}
			f.precision = 0.05 * f.value
		}
		if last := len(found) - 1; last >= 0 && f.unit != "" && found[last].unit == "" && joins.MatchString(text[found[last].to:f.from]) {
			found = share(found, f.unit)
		}
		found = append(found, f)
	}
	return found
}

// joins is what stands between figures with one unit, as in "50 to 100 ms".
var joins = regexp.MustCompile(`^(?:, | to | or | and | then |, then | then after )$`)

// share gives a unit to the last figures that are without one and joined.
func share(found []figure, unit string) []figure {
	f := &found[len(found)-1]
	if _, err := strconv.ParseFloat(f.text, 64); err != nil {
		return found
	}
	f.unit, f.value, f.precision = unit, f.value*unitValues[unit], f.precision*unitValues[unit]
	return found
}
