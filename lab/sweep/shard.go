package sweep

import (
	_ "embed" // the examples
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Help says how to play a sweep on several machines.
//
//go:embed shards.txt
var Help string

// Slurm and Kubernetes are ready files for their clusters.
var (
	//go:embed sweep.sbatch
	Slurm string
	//go:embed sweep-job.yaml
	Kubernetes string
)

// ParseShard reads "3/8", the third of eight; "" is all. "auto/8" takes the
// number from the environment: that of a task of a Slurm array
// (SLURM_ARRAY_TASK_ID, counted from SLURM_ARRAY_TASK_MIN), or the index of a
// Kubernetes indexed Job (JOB_COMPLETION_INDEX, from 0).
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	number, of, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(of)
	if err != nil || n < 1 {
		return Shard{}, fmt.Errorf("--shard %q: it wants a number of shards, as in 3/8 or auto/8", text)
	}
	var i int
	if number == "auto" {
		i, err = index()
	} else if i, err = strconv.Atoi(number); err != nil {
		err = fmt.Errorf("--shard %q: it wants the number of a shard, as in 3/8 or auto/8", text)
	}
	switch {
	case err != nil:
		return Shard{}, err
	case i < 1 || i > n:
		return Shard{}, fmt.Errorf("--shard %s: there is no shard %d of %d: they count from 1", text, i, n)
	}
	return Shard{i, n}, nil
}

// index is the number, from 1, that a cluster has given to this process.
func index() (int, error) {
	for _, from := range []struct{ name, least string }{{"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN"}, {"JOB_COMPLETION_INDEX", ""}} {
		text, ok := os.LookupEnv(from.name)
		if !ok {
			continue
		}
		i, err := strconv.Atoi(text)
		if err != nil {
			return 0, fmt.Errorf("%s is %q in the environment, and not a number", from.name, text)
		}
		least := 0
		if text, ok := os.LookupEnv(from.least); ok {
			if least, err = strconv.Atoi(text); err != nil {
				return 0, fmt.Errorf("%s is %q in the environment, and not a number", from.least, text)
			}
		}
		return i - least + 1, nil
	}
	return 0, fmt.Errorf("--shard auto/N takes its number from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX, and neither is in the environment")
}
