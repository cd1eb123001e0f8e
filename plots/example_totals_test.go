package plots_test

import (
	"bytes"
	"fmt"
	"log"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

func ExampleNewTotals() {
	chart, err := plots.NewTotals(timelinetest.KeepAlive(100))
	if err != nil {
		log.Fatal(err)
	}
	chart.Title = "Don't hang up yet"

	var svg bytes.Buffer
	if err := plots.Write(&svg, chart, "svg"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.HasPrefix(svg.Bytes(), []byte("<?xml")))
	// Output: true
}
