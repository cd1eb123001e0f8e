package replay

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
	"rttlab/lab/setup"
	"rttlab/lab/timeline"
)

// Runs that move more than a gigabyte, visits and uploads together, are not
// explained, and say so.
func TestTooLargeToExplain(t *testing.T) {
	for _, tc := range []struct {
		size, upload, visits int
		warning              string
	}{
		{600_000_000, 400_000_000, 1, ""},
		{600_000_000, 400_000_001, 1, "it moves 1.0 GB, and nothing says what its time went into: packets are followed in runs of up to 1 GB"},
		{600_000_000, 0, 2, "it moves 1.2 GB, and nothing says what its time went into: packets are followed in runs of up to 1 GB"},
	} {
		s := &setup.Setup{Page: &page.Page{Resources: []page.Resource{{Size: tc.size, Upload: tc.upload}}}, Visits: tc.visits}
		out, opt := make([]timeline.Run, tc.visits), Options{Explain: true}
		opt.explain(s, out)
		require.Equal(t, tc.warning == "", opt.Explain)
		for i := range out {
			if tc.warning == "" {
				require.Empty(t, out[i].Warnings)
			} else {
				require.Equal(t, []string{tc.warning}, out[i].Warnings)
			}
		}
	}
}
