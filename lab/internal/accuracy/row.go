package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// columns are those of the reference files, in their order.
var columns = strings.Split("client,mode,proto,tls,keepalive,shards,conns,objects,size_bytes,"+
	"rtt_ms,rtt_seen_ms,down_mbps,up_mbps,queue_bytes,loss_down,cc,runs,min_s,median_s,p90_s", ",")

// Row is one measurement: a workload, the path it ran over, and what it took.
type Row struct {
	Client    string // go or chrome
	Mode      string // bulk (one file) or page
	Proto     string // h1, h2, h3
	TLS       bool
	KeepAlive bool
	Shards    int // names that the files are spread over
	Conns     int // connections per name, for HTTP/1.1
	Objects   int // files; bulk is one whatever it says
	Size      int // bytes of each

	RTT        time.Duration // as the relay was told
	RTTSeen    time.Duration // as the path had it
	Down, Up   float64       // Mbit/s; 0: unlimited
	Queue      int           // bytes; 0: unlimited
	LossDown   float64       // probability per packet
	Congestion string

	Runs             int
	Min, Median, P90 time.Duration // over the runs
}

// files is how many files the row's workload fetches.
func (r *Row) files() int {
	if r.Mode == "bulk" {
		return 1
	}
	return r.Objects
}

// take puts the runs' times into the row.
func (r *Row) take(times []time.Duration) {
	r.Runs, r.Min, r.Median, r.P90 = len(times), slices.Min(times), quantile(times, 0.5), quantile(times, 0.9)
}

// quantile is the nearest-rank quantile: a value that was measured.
func quantile(times []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// readRecords reads the lines of a CSV file below the one that names its columns.
func readRecords(r io.Reader, columns []string) ([][]string, error) {
	records, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 || !slices.Equal(records[0], columns) {
		return nil, fmt.Errorf("the first line must be %q", strings.Join(columns, ","))
	}
	return records[1:], nil
}

// readRows reads a reference file.
func readRows(r io.Reader) ([]Row, error) {
	records, err := readRecords(r, columns)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for i, record := range records {
		row, err := parseRow(record)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func parseRow(record []string) (r Row, err error) {
	cell := func(column string) string { return record[slices.Index(columns, column)] }
	keep := func(column string, e error) {
		if e != nil && err == nil {
			err = fmt.Errorf("column %s: %w", column, e)
		}
	}
	number := func(column string) float64 {
		f, e := strconv.ParseFloat(cell(column), 64)
		keep(column, e)
		return f
	}
	integer := func(column string) int {
		n, e := strconv.Atoi(cell(column))
		keep(column, e)
		return n
	}
	yes := func(column string) bool {
		b, e := strconv.ParseBool(cell(column))
		keep(column, e)
		return b
	}
	ms := func(column string) time.Duration { return time.Duration(math.Round(number(column) * 1e6)) }
	s := func(column string) time.Duration { return time.Duration(math.Round(number(column) * 1e9)) }
	r = Row{
		Client: cell("client"), Mode: cell("mode"), Proto: cell("proto"), Congestion: cell("cc"),
		TLS: yes("tls"), KeepAlive: yes("keepalive"),
		Shards: integer("shards"), Conns: integer("conns"), Objects: integer("objects"), Size: integer("size_bytes"),
		RTT: ms("rtt_ms"), RTTSeen: ms("rtt_seen_ms"), Down: number("down_mbps"), Up: number("up_mbps"),
		Queue: integer("queue_bytes"), LossDown: number("loss_down"),
		Runs: integer("runs"), Min: s("min_s"), Median: s("median_s"), P90: s("p90_s"),
	}
	return r, err
}

// String is the row as a line of a reference file.
func (r Row) String() string {
	num := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	return fmt.Sprintf("%s,%s,%s,%t,%t,%d,%d,%d,%d,%s,%.2f,%s,%s,%d,%s,%s,%d,%.4f,%.4f,%.4f",
		r.Client, r.Mode, r.Proto, r.TLS, r.KeepAlive, r.Shards, r.Conns, r.Objects, r.Size,
		num(float64(r.RTT)/1e6), float64(r.RTTSeen)/1e6, num(r.Down), num(r.Up), r.Queue, num(r.LossDown), r.Congestion,
		r.Runs, r.Min.Seconds(), r.Median.Seconds(), r.P90.Seconds())
}
