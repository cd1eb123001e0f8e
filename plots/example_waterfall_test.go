package plots_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"rttlab/lab/timeline/timelinetest"
	"rttlab/plots"
)

func ExampleNewWaterfall() {
	run := timelinetest.Load{Name: "HTTP/1.1", HTTP: "1.1", RTT: 100 * time.Millisecond, Assets: 100}.Run()
	chart, err := plots.NewWaterfall(&run)
	if err != nil {
		log.Fatal(err)
	}
	chart.Title = "One hundred files on six connections"

	file := filepath.Join(os.TempDir(), "waterfall.png")
	defer os.Remove(file)
	if err := plots.Save(chart, file); err != nil {
		log.Fatal(err)
	}
	width, height := chart.Size()
	fmt.Println(width, height)
	// Output: 1920 2817
}
