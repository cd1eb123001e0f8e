package scenario

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	yaml "rttlab/lab/internal/strictyaml"
	"rttlab/netem"
)

// Profile is a named network.
type Profile struct {
	Name     string
	RTT      time.Duration // both ways together
	Down, Up netem.BitRate // 0: unlimited
	Loss     float64       // probability per packet, each way, 0 to 1
	Source   string        // who publishes these figures
}

//go:embed profiles.csv
var profilesCSV string

// Profiles gives the named networks in the order in which they are listed.
// The slice is shared: do not change it.
func Profiles() []Profile { return profiles() }

var profiles = sync.OnceValue(func() []Profile {
	rows, err := csv.NewReader(strings.NewReader(profilesCSV)).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("the embedded profiles.csv: %v", err))
	}
	var ps []Profile
	for _, row := range rows[1:] {
		ps = append(ps, Profile{
			Name:   row[0],
			RTT:    time.Duration(math.Round(cell(row[1]) * float64(time.Millisecond))),
			Down:   netem.BitRate(math.Round(cell(row[2]) * float64(netem.Kbps))),
			Up:     netem.BitRate(math.Round(cell(row[3]) * float64(netem.Kbps))),
			Loss:   cell(row[4]) / 100,
			Source: row[5],
		})
	}
	return ps
})

// cell reads a number; an empty cell is 0, which means no limit or no loss.
func cell(s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Sprintf("the embedded profiles.csv: %v", err))
	}
	return f
}

// profile finds a named network.
func profile(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	if s := synonyms.Near(name, names); s != "" {
		return Profile{}, fmt.Errorf("unknown profile %q: did you mean %q?", yaml.Shorten(name), s)
	}
	return Profile{}, fmt.Errorf("unknown profile %q: `lab profiles` lists those that there are", yaml.Shorten(name))
}
