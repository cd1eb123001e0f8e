package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

func TestBuild(t *testing.T) {
	pg := Page{HTML: 9000, Hosts: 2, Assets: []Assets{
		{Count: 3, Size: 10, Type: page.CSS, Think: 5 * ms},
		{Count: 1, Size: 20, Type: page.Font, Host: "cdn.example.test"},
		{Count: 1, Size: 30, Type: page.Image},
	}}.Build(20 * ms)
	// Five files share 9000 bytes of HTML: a sixth of it lies before each, and
	// after the last. The file with a host of its own takes no shard's turn.
	require.Equal(t, []page.Resource{
		{ID: 0, Host: "www.example.test", Path: "/", Type: page.HTML, Size: 9000, Think: 20 * ms, Parent: -1},
		{ID: 1, Host: "www.example.test", Path: "/asset-001.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 1500},
		{ID: 2, Host: "img1.example.test", Path: "/asset-002.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 3000},
		{ID: 3, Host: "www.example.test", Path: "/asset-003.css", Type: page.CSS, Size: 10, Think: 5 * ms, NamedAt: 4500},
		{ID: 4, Host: "cdn.example.test", Path: "/asset-004.woff2", Type: page.Font, Size: 20, NamedAt: 6000},
		{ID: 5, Host: "img1.example.test", Path: "/asset-005.webp", Type: page.Image, Size: 30, NamedAt: 7500},
	}, pg.Resources)
	require.Equal(t, []string{"www.example.test", "img1.example.test", "cdn.example.test"}, pg.Hosts())
	require.Equal(t, int64(9000+30+20+30), pg.Size())
}

func TestBuildASingleDownload(t *testing.T) {
	pg := Page{HTML: 3_000_000, Hosts: 1}.Build(0)
	require.Equal(t, []page.Resource{{Host: PageHost, Path: "/", Type: page.HTML, Size: 3_000_000, Parent: -1}}, pg.Resources)
}

// Names stay in order when they are sorted as text, however many files.
func TestBuildManyFiles(t *testing.T) {
	pg := Page{HTML: 100_000_000, Hosts: 1, Assets: []Assets{{Count: MaxFiles, Size: 1, Type: page.Image}}}.Build(0)
	require.Equal(t, "/asset-00001.webp", pg.Resources[1].Path)
	require.Equal(t, "/asset-10000.webp", pg.Resources[MaxFiles].Path)
	for i := 2; i <= MaxFiles; i++ {
		require.Less(t, pg.Resources[i-1].Path, pg.Resources[i].Path)
		require.Less(t, pg.Resources[i-1].NamedAt, pg.Resources[i].NamedAt)
	}
}
