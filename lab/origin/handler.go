package origin

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"

	"rttlab/lab/internal/pace"
	"rttlab/lab/page"
)

// handler answers for the resources of a page.
type handler struct {
	resources page.Index
	turns     pace.Turns
	keep      KeepAlive
	altSvc    []string
	realTime  bool
	ahead     []*page.Resource // what the page's server hints at or pushes
	wasCut    []atomic.Bool    // by ID: the answer that is to be cut has been
	served    []atomic.Int32   // by ID: how often the whole of a request was read
}

func newHandler(cfg *Config) (*handler, error) {
	if cfg.Page == nil || len(cfg.Page.Resources) == 0 {
		return nil, errors.New("origin: there is no page to serve")
	}
	n := len(cfg.Page.Resources)
	h := &handler{
		resources: cfg.Page.Index(),
		turns:     pace.NewTurns(n, pace.Handlers, instants),
		realTime:  cfg.RealTime,
		keep:      cfg.Keep,
		wasCut:    make([]atomic.Bool, n),
		served:    make([]atomic.Int32, n),
	}
	if cfg.AltSvc != "" {
		h.altSvc = []string{cfg.AltSvc}
	}
	for i := range cfg.Page.Resources {
		r := &cfg.Page.Resources[i]
		if err := r.Check(); err != nil {
			return nil, fmt.Errorf("origin: %w", err)
		}
		if r.Cut != nil && cfg.HTTP != "1.0" && cfg.HTTP != "1.1" {
			return nil, fmt.Errorf("origin: %s%s is cut, and HTTP/%s has no answers to cut: only HTTP/1.x", r.Host, r.Target(), cfg.HTTP)
		}
		if r.Ahead == page.Hints || r.Ahead == page.Push {
			h.ahead = append(h.ahead, r)
		}
	}
	return h, nil
}

// ServeHTTP answers with as many bytes as the resource has, after its think time.
func (h *handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := h.resources.Find(req)
	if r == nil {
		http.NotFound(w, req)
		return
	}
	shared := req.ProtoMajor >= 2
	if shared && r.Parent < 0 {
		h.goAhead(w, req, r)
	}
	paced := req.ProtoMajor == 2 // quic-go's order is that of its thread
	whole := h.receive(req, r, paced)
	if whole {
		h.served[r.ID].Add(1)
	}
	if !whole || !h.think(req.Context(), r, paced) {
		panic(http.ErrAbortHandler) // as net/http wants it: no answer is not an empty one
	}
	h.answer(w, req, r)
}

// answer is a function of its own so that a request is read on a small stack:
// quic-go reads deep down, each on a goroutine whose stack would have to grow.
func (h *handler) answer(w http.ResponseWriter, req *http.Request, r *page.Resource) {
	head := w.Header()
	head["Content-Type"] = []string{r.Type.MIME()}
	if r.Code() != http.StatusNoContent && r.Code() != http.StatusNotModified {
		head["Content-Length"] = []string{strconv.Itoa(r.Size)}
	}
	head["Cache-Control"] = cacheControl
	head["Etag"] = []string{fmt.Sprintf(`"%08x"`, r.ID)}
	head["Server"] = server
	if !h.keep.keep(req, head) {
		head["Content-Length"] = []string{"0"}
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if h.altSvc != nil && req.ProtoMajor < 3 {
		head["Alt-Svc"] = h.altSvc
	}
	widen(head, r)
	if h.cut(w, r) {
		return
	}
	if r.Code() != http.StatusOK {
		w.WriteHeader(r.Code())
	}
	if req.ProtoMajor == 2 {
		h.writeShared(w, req, r)
		return
	}
	for rest := r.Size; rest > 0; {
		n, err := w.Write(zeros[:min(len(zeros), rest)])
		if err != nil {
			return // a client that is gone needs no answer
		}
		rest -= n
	}
}

// zeros is everybody's body, as often as it takes: a file may be larger than what
// a machine has room for.
var zeros [1 << 20]byte

// With the status line, the date, the type and the length, these make a header
// of about 200 bytes.
var (
	cacheControl = []string{"public, max-age=31536000"}
	server       = []string{"rttlab"}
)
