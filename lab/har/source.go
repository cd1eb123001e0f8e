package har

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"strings"
)

// wireSource is what one of the lab's own recordings says that it is of, with the
// sum of what the recording was then: package report writes it.
type wireSource struct {
	Scenario []string `json:"scenario"` // lines
	SHA256   text     `json:"sha256"`
}

// sum adds a recording up as package report does: its pages, each entry and its
// comment, compact, with a line feed behind each.
type sum struct {
	hash.Hash
	compact bytes.Buffer
}

func newSum() *sum { return &sum{Hash: sha256.New()} }

func (s *sum) add(value []byte) error {
	s.compact.Reset()
	if err := json.Compact(&s.compact, value); err != nil {
		return err
	}
	s.compact.WriteByte('\n')
	_, err := s.Write(s.compact.Bytes())
	return err
}

// scenario is the file that a recording is of; "" where it says none, or is not
// as it was.
func (l *wireLog) scenario(n *notes) string {
	if l.source.SHA256 == "" {
		return ""
	}
	if l.sum == nil || fmt.Sprintf("%x", l.sum.Sum(nil)) != string(l.source.SHA256) {
		n.plain("the recording was changed since it was made: the scenario in it is passed over, and everything is estimated from the entries")
		return ""
	}
	var file strings.Builder
	for _, line := range l.source.Scenario {
		file.WriteString(line + "\n")
	}
	return file.String()
}
