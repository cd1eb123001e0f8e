package scenario

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// eithers are the keys that have a short form, one value, beside the section.
var eithers = []struct {
	path    string
	section string    // with every key
	shorts  []string  // values of the short form, the one that switches off first
	long    []string  // what each stands for
	part    [2]string // one key, and its value
}{
	{
		"network.loss", "{down: 2%, up: 3%, burst: 4}",
		[]string{"0%", "1%"},
		[]string{"down: 0%, up: 0%", "down: 1%, up: 1%"},
		[2]string{"up", "5%"},
	},
	{
		"migrate.network.loss", "{down: 2%, up: 3%, burst: 4}",
		[]string{"0%", "1%"},
		[]string{"down: 0%, up: 0%", "down: 1%, up: 1%"},
		[2]string{"down", "5%"},
	},
	{
		"browser.dns", "{rtt: 30ms, think: 100ms, ttl: 5m}",
		[]string{"0ms", "20ms"},
		[]string{"rtt: 0ms", "rtt: 20ms"},
		[2]string{"think", "50ms"},
	},
	{
		"tls", `{version: "1.2", chain: 4KB, resume: true}`,
		[]string{"none", `"1.3"`},
		[]string{"version: none", `version: "1.3"`},
		[2]string{"version", `"1.2"`},
	},
}

// A value stands for the whole section, wherever a section is above it; a
// section above which there is a value changes what it names.
func TestShortAndLongForms(t *testing.T) {
	for _, c := range eithers {
		for i, short := range c.shorts {
			name := c.path + ": " + short
			only := file(t, c.path, short, "", "").Runs[0]
			part := fmt.Sprintf("{%s: %s}", c.part[0], c.part[1])
			// The part's own key is not said twice.
			var rest []string
			for key := range strings.SplitSeq(c.long[i], ", ") {
				if !strings.HasPrefix(key, c.part[0]+":") {
					rest = append(rest, key)
				}
			}
			both := file(t, c.path, "{"+strings.Join(append(rest, c.part[0]+": "+c.part[1]), ", ")+"}", "", "").Runs[0]

			require.Equal(t, only, file(t, c.path, "{"+c.long[i]+"}", "", "").Runs[0], "%s is what it stands for", name)
			require.Equal(t, only, file(t, c.path, c.section, c.path, short).Runs[0], "%s in a run, over the section", name)
			require.Equal(t, only, file(t, c.path, c.section, "", "", c.path+"="+short).Runs[0], "%s set over the section", name)
			require.Equal(t, only, file(t, "", "", c.path, c.section, "runs.A."+c.path+"="+short).Runs[0], "%s set over a run's section", name)
			require.Equal(t, only, file(t, c.path, c.section, c.path, c.section, "runs.A."+c.path+"="+short).Runs[0], "%s set over both", name)

			require.Equal(t, both, file(t, c.path, short, c.path, part).Runs[0], "a section in a run, over %s", name)
			require.Equal(t, both, file(t, c.path, short, "", "", c.path+"="+part).Runs[0], "a section set over %s", name)
			require.Equal(t, both, file(t, c.path, short, "", "", c.path+"."+c.part[0]+"="+c.part[1]).Runs[0], "a key set over %s", name)
			require.Equal(t, both, file(t, "", "", c.path, short, "runs.A."+c.path+"="+part).Runs[0], "a section set over a run's %s", name)
		}
		require.Equal(t, file(t, c.path, c.section, "", "").Runs[0], file(t, c.path, c.shorts[1], c.path, c.section).Runs[0],
			"a whole section in a run, over %s: %s", c.path, c.shorts[1])
	}
}

// Every key with both forms is in the table.
func TestEveryKeyWithTwoForms(t *testing.T) {
	var have, want []string
	for _, c := range eithers {
		have = append(have, c.path[strings.LastIndexByte(c.path, '.')+1:])
	}
	for _, s := range sections() {
		for _, p := range s.Definition().Schema.Properties {
			for _, form := range p.Schema.AnyOf {
				if form.Ref != "" {
					want = append(want, p.Name)
				}
			}
		}
	}
	require.Subset(t, have, want)
	require.NotEmpty(t, want)
}

// file is a scenario with a key at its top, one in its run, and overrides.
func file(t *testing.T, topPath, top, runPath, run string, overrides ...string) *Scenario {
	t.Helper()
	text := "page: {html: 1KB}\n"
	if topPath != "" {
		text += nest(topPath, top) + "\n"
	}
	entry := "{name: A}"
	if runPath != "" {
		entry = "{name: A, " + nest(runPath, run) + "}"
	}
	text += "runs: [" + entry + "]\n"
	if strings.Contains(text+strings.Join(overrides, " "), "migrate") {
		overrides = append(overrides, "migrate.at=1s")
	}
	s, err := Parse("x.yaml", []byte(text), overrides...)
	require.NoError(t, err, "%s%v", text, overrides)
	return s
}

// nest writes a key's path as groups of keys.
func nest(path, value string) string {
	keys := strings.Split(path, ".")
	return strings.Join(keys, ": {") + ": " + value + strings.Repeat("}", len(keys)-1)
}
