package replay

import (
	"io"
	"sync"

	"rttlab/lab/internal/quicnet"
)

// qlogs numbers a run's connections, which both ends know by an ID: the client
// comes first. It gives nil when nobody wants logs.
func qlogs(run string, opt Options) quicnet.Open {
	if opt.QLOG == nil {
		return nil
	}
	var mu sync.Mutex
	numbers := map[string]int{}
	return func(end quicnet.End, id string) io.WriteCloser {
		mu.Lock()
		defer mu.Unlock()
		name := "server"
		if end == quicnet.Client {
			name = "client"
			numbers[id] = len(numbers) + 1
		}
		return opt.QLOG(run, numbers[id], name)
	}
}
