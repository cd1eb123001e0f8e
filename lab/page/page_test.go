package page_test

import (
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"rttlab/lab/page"
)

func Example() {
	pg := page.Page{Resources: []page.Resource{
		{Host: "www.example.test", Path: "/", Type: page.HTML, Size: 10_000, Parent: -1},
		{ID: 1, Host: "www.example.test", Path: "/a.css", Type: page.CSS, Size: 2_000, NamedAt: 100},
		{ID: 2, Host: "cdn.example.test", Path: "/b.png", Type: page.Image, Size: 30_000, NamedAt: 9_000},
	}}
	fmt.Println(pg.Size(), "bytes on", pg.Hosts())
	// Output: 42000 bytes on [www.example.test cdn.example.test]
}

// Each type has an ending and a media type of its own.
func TestTypes(t *testing.T) {
	endings, media := map[string]bool{}, map[string]bool{}
	for _, typ := range page.Types() {
		require.True(t, strings.HasPrefix(typ.Extension(), "."), typ)
		_, _, err := mime.ParseMediaType(typ.MIME())
		require.NoError(t, err, typ)
		endings[typ.Extension()], media[typ.MIME()] = true, true
	}
	require.Len(t, endings, len(page.Types()))
	require.Len(t, media, len(page.Types()))
}
