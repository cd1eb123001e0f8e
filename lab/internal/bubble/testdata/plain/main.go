// Command plain waits for an hour, and then for ever, in virtual time.
package main

import (
	"fmt"
	"time"

	"rttlab/lab/internal/bubble"
)

func main() {
	err := bubble.Run(func() {
		start := time.Now()
		time.Sleep(time.Hour)
		fmt.Println(time.Since(start))
	})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(bubble.Run(func() { <-make(chan int) }))
}
