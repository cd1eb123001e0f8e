package har

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// wireLog is a file as it was read.
type wireLog struct {
	creator, browser wireTool
	comment          text
	pages            []wirePage
	entries          []wireEntry
	places           []int // by index in entries: the place in the file
	all              int   // entries in the file, those that could not be read too
	found            bool  // there is a log
	source           wireSource
	sum              *sum // of what came behind source; nil: there is none
}

// isType reports whether an error of encoding/json says only that something is
// of another kind than expected: it has read the rest all the same.
func isType(err error, target **json.UnmarshalTypeError) bool { return errors.As(err, target) }

// decode reads a file entry by entry, so that no more than one is in memory as
// it stands in the file.
func decode(r io.Reader, notes *notes) (*wireLog, error) {
	d := &decoder{Decoder: json.NewDecoder(r), log: &wireLog{}, notes: notes}
	err := d.object(func(key string) error {
		if key != "log" {
			return d.skip()
		}
		d.log.found = true
		return d.object(d.part)
	})
	switch {
	case err == nil && !d.log.found:
		return nil, errors.New("no \"log\" in it: this is JSON, but not a HAR recording")
	case err == nil:
		return d.log, nil
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	var tooLarge *sizeError
	if errors.As(err, &tooLarge) {
		return nil, tooLarge
	}
	if len(d.log.entries) > 0 {
		notes.plain("the file is broken in %s: %s; what comes before that is read", d.place(), reason(err))
		return d.log, nil
	}
	return nil, fmt.Errorf("not a HAR recording: %s: %s", d.place(), reason(err))
}

type decoder struct {
	*json.Decoder
	log   *wireLog
	notes *notes
	at    string // what is being read
}

// place is what was being read when it went wrong.
func (d *decoder) place() string {
	if d.at == "" {
		return "its beginning"
	}
	return d.at
}

// reason says in words what encoding/json says.
func reason(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "it ends too early"
	}
	return clip(err.Error(), 200)
}

// object calls do with each key of an object, standing at its value.
func (d *decoder) object(do func(key string) error) error {
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return errors.New("an object is expected, as in {\"log\": {...}}")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := do(name); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

// part reads a part of the log.
func (d *decoder) part(key string) error {
	d.at = "log." + clip(key, 50)
	switch key {
	case "creator":
		return d.lenient(&d.log.creator)
	case "_rttlab":
		err := d.lenient(&d.log.source)
		d.log.sum = newSum() // of what comes behind
		return err
	case "browser":
		return d.lenient(&d.log.browser)
	case "comment":
		return d.lenient(&d.log.comment)
	case "pages":
		return d.lenient(&d.log.pages)
	case "entries":
		return d.entries()
	}
	return d.skip()
}

func (d *decoder) skip() error { return d.Decode(&skipped{}) }

// value reads a value, and adds it up where there is a sum.
func (d *decoder) value(v any) error {
	if d.log.sum == nil {
		return d.Decode(v)
	}
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return err
	}
	if err := d.log.sum.add(raw); err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

// lenient reads a value; what is of another kind than v counts as missing.
func (d *decoder) lenient(v any) error {
	err := d.value(v)
	var wrong *json.UnmarshalTypeError
	if err != nil && isType(err, &wrong) {
		d.notes.plain("%s is a JSON %s: passed over", d.at, wrong.Value)
		return nil
	}
	return err
}

func (d *decoder) entries() error {
	open, err := d.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('[') {
		return errors.New("a list of entries is expected")
	}
	for ; d.More(); d.log.all++ {
		d.at = fmt.Sprintf("entry %d", d.log.all)
		var e wireEntry
		err := d.value(&e)
		var wrong *json.UnmarshalTypeError
		if err != nil && isType(err, &wrong) {
			if wrong.Field == "" {
				d.notes.entry(d.log.all, "is a JSON "+wrong.Value+", not an object: left out")
				continue
			}
			d.notes.entry(d.log.all, wrong.Field+" is a JSON "+wrong.Value+": taken as missing")
			err = nil
		}
		if err != nil {
			return err
		}
		d.log.entries = append(d.log.entries, e)
		d.log.places = append(d.log.places, d.log.all)
	}
	d.at = "log.entries"
	_, err = d.Token()
	return err
}
