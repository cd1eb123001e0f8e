package plots_test

import (
	"bytes"
	"fmt"
	"log"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

func ExampleNewQueue() {
	run, trace := timelinetest.Trace()
	chart, err := plots.NewQueue(&run, &trace)
	if err != nil {
		log.Fatal(err)
	}

	var svg bytes.Buffer
	if err := plots.Write(&svg, chart, "svg"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.HasPrefix(svg.Bytes(), []byte("<?xml")))
	// Output: true
}
