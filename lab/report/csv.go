package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"rttlab/lab/timeline"
)

// CSV writes one row per resource of every run, under a head. Times are
// milliseconds since the start of navigation, with at most four decimals. Of
// several scenarios each row begins with the scenario's name.
func CSV(w io.Writer, all ...*timeline.Timeline) error {
	out := csv.NewWriter(w)
	named := func(name string, row []string) []string {
		if len(all) > 1 {
			return append([]string{name}, row...)
		}
		return row
	}
	head := []string{"run", "id", "url", "type", "protocol", "connection", "initiator", "status", "bytes", "start_ms"}
	for phase := timeline.Blocked; int(phase) < timeline.PhaseCount; phase++ {
		head = append(head, phase.String()+"_ms")
	}
	if err := out.Write(named("scenario", append(head, "end_ms", "error"))); err != nil {
		return err
	}
	for _, t := range all {
		for i := range t.Runs {
			for j := range t.Runs[i].Resources {
				if err := out.Write(named(t.Scenario, csvRow(t.Runs[i].Name, &t.Runs[i].Resources[j]))); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(run string, r *timeline.Resource) []string {
	at := timesOf(r)
	cells := []string{
		run, strconv.Itoa(r.ID), r.URL, r.Type, r.Protocol, strconv.Itoa(r.Connection), strconv.Itoa(r.Initiator),
		strconv.Itoa(r.Status), strconv.FormatInt(r.Bytes, 10), at.start.String(),
	}
	for _, length := range at.phase {
		cells = append(cells, length.String())
	}
	return append(cells, at.end.String(), r.Err)
}
