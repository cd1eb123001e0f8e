package har

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
)

// Open reads the recording in a file. The error, if any, is one line that names
// the file.
func Open(path string) (*Recording, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory: name the recording in it", path)
	}
	rec, err := Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rec, nil
}

// Read reads a recording, compressed by gzip or not. It gives an error if there
// is nothing in it that could be used.
func Read(r io.Reader) (*Recording, error) {
	plain, err := unpack(r)
	if err != nil {
		return nil, err
	}
	var n notes
	log, err := decode(plain, &n)
	if err != nil {
		return nil, err
	}
	return record(log, &n)
}

// formats are what people hand in instead of a recording, by how they begin.
var formats = []struct {
	magic string
	what  string
}{
	{"PK\x03\x04", "a zip archive: unpack it and name the .har file in it (Fiddler's .saz is one: export HTTPArchive v1.2 from Fiddler instead)"},
	{"\x28\xb5\x2f\xfd", "compressed by zstd: unpack it, or compress it by gzip"},
	{"\xfd7zXZ\x00", "compressed by xz: unpack it, or compress it by gzip"},
	{"BZh", "compressed by bzip2: unpack it, or compress it by gzip"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it and name the .har file in it"},
	{"Rar!", "a rar archive: unpack it and name the .har file in it"},
	{"\x0a\x0d\x0d\x0a", "a capture of packets (pcapng), not a HAR recording: save one in the browser's network panel"},
	{"\xd4\xc3\xb2\xa1", "a capture of packets (pcap), not a HAR recording: save one in the browser's network panel"},
	{"\xff\xfe", "text in UTF-16: save it as UTF-8"},
	{"\xfe\xff", "text in UTF-16: save it as UTF-8"},
	{"\x89PNG", "a picture, not a HAR recording"},
	{"%PDF", "a PDF, not a HAR recording"},
	{"<", "HTML or XML, not a HAR recording: in the network panel, choose \"Save all as HAR\""},
}

const bom = "\xef\xbb\xbf"

// unpack is the text of a recording.
func unpack(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	if start, _ := b.Peek(2); string(start) == "\x1f\x8b" {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("compressed by gzip, and broken: %w", err)
		}
		b = bufio.NewReaderSize(z, 64<<10)
	}
	start, err := b.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for _, f := range formats {
		if bytes.HasPrefix(start, []byte(f.magic)) {
			return nil, fmt.Errorf("this is %s", f.what)
		}
	}
	if len(start) > 262 && string(start[257:262]) == "ustar" {
		return nil, errors.New("this is a tar archive: unpack it and name the .har file in it")
	}
	if bytes.HasPrefix(start, []byte(bom)) {
		if _, err := b.Discard(len(bom)); err != nil {
			return nil, err
		}
	}
	if len(bytes.TrimSpace(start)) == 0 && len(start) < 512 {
		return nil, errors.New("the file is empty")
	}
	return &shorten{r: &limited{r: b, left: MaxSize}}, nil
}

// limited reads no more than MaxSize.
type limited struct {
	r    io.Reader
	left int64
}

// sizeError says that a recording is too large.
type sizeError struct{}

func (*sizeError) Error() string {
	return fmt.Sprintf("the recording is larger than %d MB: save it without content", MaxSize>>20)
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, &sizeError{}
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}
