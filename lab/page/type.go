package page

// Type is a resource's kind, as a browser sorts them.
type Type string

// The types that a scenario file may name.
const (
	HTML  Type = "html"
	CSS   Type = "css"
	JS    Type = "js"
	Image Type = "image"
	Font  Type = "font"
	Other Type = "other"
)

// Types lists every type, the page's own first.
func Types() []Type { return []Type{HTML, CSS, JS, Image, Font, Other} }

// Extension is what the name of a file of this type ends in, with its dot.
func (t Type) Extension() string {
	switch t {
	case HTML:
		return ".html"
	case CSS:
		return ".css"
	case JS:
		return ".js"
	case Image:
		return ".webp"
	case Font:
		return ".woff2"
	}
	return ".bin"
}

// MIME is the Content-Type that a server sends with a file of this type, as
// IANA's registry of media types has it.
func (t Type) MIME() string {
	switch t {
	case HTML:
		return "text/html; charset=utf-8"
	case CSS:
		return "text/css; charset=utf-8"
	case JS:
		return "text/javascript; charset=utf-8"
	case Image:
		return "image/webp"
	case Font:
		return "font/woff2"
	}
	return "application/octet-stream"
}
