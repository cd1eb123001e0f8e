// Package sweep plays a scenario again and again, with one key or two given one
// value after the other, and makes a table of what comes out.
//
// What is to be played is a Plan: a list of points, each a few values and the
// runs that these give. Points are played on workers, in any order and by any
// number of machines, and kept one by one; the tables and pictures are made of
// them in the end. So a sweep that was interrupted goes on where it was, and the
// files are the same to the byte however it was played.
package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rttlab/lab/scenario"
	"rttlab/lab/setup"
	"rttlab/netem"
)

// Plan is what is to be played.
type Plan struct {
	Scenario string  `json:"scenario"`
	Title    string  `json:"title"`
	Causes   bool    `json:"causes"` // whether why a load took its time is of interest
	Sweeps   []Sweep `json:"sweeps"`
}

// Sweep is one or two keys with their values, and others with one value.
type Sweep struct {
	Axes   []scenario.Axis `json:"axes"`
	Points []Point         `json:"points"` // the last axis changes first

	// Left are runs that are not played, since they are the same at all points.
	Left []string `json:"left,omitempty"`

	Before int `json:"before,omitempty"` // sweeps of the plan over the same keys that come before it
}

// shown are the axes that make a picture: those with more than one value. What
// has one value is set to it; when all are, the first is shown.
func (s *Sweep) shown() (all []int) {
	for i := range s.Axes {
		if len(s.Axes[i].Values) > 1 {
			all = append(all, i)
		}
	}
	if len(all) == 0 {
		return []int{0}
	}
	return all
}

// Point is one value of each axis.
type Point struct {
	Values []string `json:"values"`
	Hash   string   `json:"hash"` // of the program and of all that is played

	runs []scenario.Run // nil in a plan that was read from a file
}

// Name is what the sweep's files are called: its keys, as in
// "network.rtt,network.loss", and a number where others before it have them too.
func (s *Sweep) Name() string {
	if s.Before > 0 {
		return fmt.Sprintf("%s-%d", s.keys(), s.Before+1)
	}
	return s.keys()
}

func (s *Sweep) keys() string {
	var keys []string
	for _, i := range s.shown() {
		keys = append(keys, strings.Map(inFile, s.Axes[i].Key))
	}
	return strings.Join(keys, ",")
}

// inFile keeps what no file's name may have out of one.
func inFile(r rune) rune {
	if strings.ContainsRune(`/\:*?"<>| `, r) || r < ' ' {
		return '-'
	}
	return r
}

// Size is how many points are to be played.
func (p *Plan) Size() int { return len(p.points()) }

// points are all of them, in order. One that two sweeps have is there once.
func (p *Plan) points() (all []*Point) {
	seen := map[string]bool{}
	for i := range p.Sweeps {
		for j := range p.Sweeps[i].Points {
			point := &p.Sweeps[i].Points[j]
			if !seen[point.Hash] {
				seen[point.Hash] = true
				all = append(all, point)
			}
		}
	}
	return all
}

// New makes the plan of a scenario's sweeps. parse gives the scenario with
// overrides. Its error is about a point that is no scenario.
func New(own *scenario.Scenario, sweeps [][]scenario.Axis, causes bool, parse func(overrides ...string) (*scenario.Scenario, error)) (*Plan, error) {
	program, err := programSum()
	if err != nil {
		return nil, err
	}
	plan := &Plan{Scenario: own.Name, Title: own.Title, Causes: causes}
	for _, axes := range sweeps {
		if err := scenario.CheckAxes(axes); err != nil {
			return nil, err
		}
		s := Sweep{Axes: axes}
		for _, values := range combine(axes) {
			set := make([]string, len(axes))
			for i, v := range values {
				set[i] = axes[i].Key + "=" + v
			}
			at, err := parse(set...)
			if err != nil {
				return nil, fmt.Errorf("with %s: %w", strings.Join(set, ", "), err)
			}
			s.Points = append(s.Points, Point{Values: values, runs: at.Runs})
		}
		if err := s.settle(program, causes); err != nil {
			return nil, err
		}
		for i := range plan.Sweeps {
			if plan.Sweeps[i].keys() == s.keys() {
				s.Before++
			}
		}
		plan.Sweeps = append(plan.Sweeps, s)
	}
	return plan, nil
}

// settle leaves out runs that are the same at all points, since they have a value
// of their own, and gives each point its hash.
func (s *Sweep) settle(program string, causes bool) error {
	sums := make([]map[string]string, len(s.Points))
	for i := range s.Points {
		sums[i] = map[string]string{}
		for j := range s.Points[i].runs {
			r := &s.Points[i].runs[j]
			digest, err := sum(r.Setup())
			if err != nil {
				return fmt.Errorf("run %q: %w", r.Name, err)
			}
			sums[i][r.Name] = digest
		}
	}
	same := map[string]bool{}
	for name, first := range sums[0] {
		same[name] = !slices.ContainsFunc(sums, func(at map[string]string) bool { return at[name] != first })
	}
	for _, r := range s.Points[0].runs {
		if same[r.Name] {
			s.Left = append(s.Left, r.Name)
		}
	}
	switch {
	case len(s.Points) == 1:
		s.Left = nil
	case len(s.Left) == len(s.Points[0].runs):
		return fmt.Errorf("%s changes nothing: the same is played with all of its values", strings.ReplaceAll(s.keys(), ",", " and "))
	}
	for i := range s.Points {
		p := &s.Points[i]
		p.runs = slices.DeleteFunc(p.runs, func(r scenario.Run) bool { return slices.Contains(s.Left, r.Name) })
		h := sha256.New()
		fmt.Fprintln(h, program, causes)
		for _, r := range p.runs {
			fmt.Fprintln(h, sums[i][r.Name])
		}
		p.Hash = hex.EncodeToString(h.Sum(nil)[:16])
	}
	return nil
}

// combine gives every combination of the axes' values.
func combine(axes []scenario.Axis) [][]string {
	all := [][]string{nil}
	for _, a := range axes {
		var next [][]string
		for _, before := range all {
			for _, v := range a.Values {
				next = append(next, append(before[:len(before):len(before)], v))
			}
		}
		all = next
	}
	return all
}

// sum is a hash of what a run plays.
func sum(s *setup.Setup) (string, error) {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode(s); err != nil {
		return "", err
	}
	if err := sumTraces(h, s); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sumTraces adds what the links' speeds were recorded as.
func sumTraces(h io.Writer, s *setup.Setup) error {
	for i := range s.Hosts {
		link := &s.Hosts[i].Link
		for _, t := range []*netem.Trace{link.DownTrace, link.UpTrace} {
			if t == nil {
				continue
			}
			text, err := t.MarshalBinary()
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%d %s", len(text), text)
		}
	}
	return nil
}

// programSum is that of the program that runs: another one may come to other
// figures.
func programSum() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
