package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// causesReport is what becomes of loads without their causes.
type causesReport struct{ rows []taken }

const (
	takenHead   = "| scenario | run | without | total | cause | saved | beyond | most else |\n|---|---|---|--:|--:|--:|--:|---|\n"
	summaryHead = "| without | of | rows | saved as much, to 1 ms | saved less | saved more | most beyond |\n|---|---|--:|--:|--:|--:|--:|\n"
)

// FileTable has the runs of one file, PageTable all others.
func (c causesReport) FileTable() string {
	return table(takenHead, taken.line, c.of(func(t taken) bool { return t.Files == 1 }))
}

func (c causesReport) PageTable() string {
	return table(takenHead, taken.line, c.of(func(t taken) bool { return t.Files > 1 }))
}

func (c causesReport) of(match func(taken) bool) []taken {
	return slices.DeleteFunc(slices.Clone(c.rows), func(t taken) bool { return !match(t) })
}

// More has the rows of which more was saved than the cause says, with what else
// became less.
func (c causesReport) More() string {
	return table("| scenario | run | without | beyond | what else became less |\n|---|---|---|--:|---|\n", taken.less,
		c.of(func(t taken) bool { return t.beyond() > worthLooking }))
}

// Summary counts them.
func (c causesReport) Summary() string {
	var out strings.Builder
	out.WriteString(summaryHead)
	for _, cf := range counterfactuals {
		for _, alone := range []bool{true, false} {
			rows := c.of(func(t taken) bool { return t.What == cf.Name && (t.Files == 1) == alone })
			if len(rows) == 0 {
				continue
			}
			equal, less, more := 0, 0, 0
			for _, t := range rows {
				switch b := t.beyond(); {
				case b > time.Millisecond:
					more++
				case b < -time.Millisecond:
					less++
				default:
					equal++
				}
			}
			most := slices.MaxFunc(rows, func(a, b taken) int { return cmp.Compare(a.beyond(), b.beyond()) })
			of := "pages"
			if alone {
				of = "one file"
			}
			fmt.Fprintf(&out, "| %s | %s | %d | %d | %d | %d | %+.4f |\n", cf.Name, of, len(rows), equal, less, more, most.beyond().Seconds())
		}
	}
	return out.String()
}

// documentCauses writes lab/cause/ACCURACY.md.
func documentCauses(_ string, w io.Writer) error {
	rows, err := takeAway(context.Background())
	if err != nil {
		return err
	}
	var broken []error
	for _, t := range rows {
		broken = append(broken, t.check())
	}
	if err := errors.Join(broken...); err != nil {
		return err
	}
	if err := writeDocument(causesFile, "causes.md.tmpl", causesReport{rows}); err != nil {
		return err
	}
	fmt.Fprintf(w, "wrote %s\n", causesFile)
	return nil
}
