package timeline

// Field is one line of a header.
type Field struct{ Name, Value string }

// HeadersFor is how many resources a page may have for their headers to be noted:
// those of a million would take a gigabyte, and nobody reads them.
const HeadersFor = 1000
