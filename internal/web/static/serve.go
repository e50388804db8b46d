package static

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
)

// Handler serves the files under Prefix. What is asked for by its present address may
// be kept for ever. A page of an earlier version that is still open asks by an earlier
// one: it gets the file as it is now, not to be kept.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := load()
		if err != nil {
			http.Error(w, "The pages' styles cannot be read.", http.StatusInternalServerError)
			return
		}
		d.serve(w, r)
	})
}

func (d dress) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only reading is possible here.", http.StatusMethodNotAllowed)
		return
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	f, there := d.files[name]
	if !there {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-store")
	if hash == d.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.plain
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// A reader that left needs no answer; HEAD sends none.
	_, _ = bytes.NewReader(body).WriteTo(w)
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip that is named, not refused.
func takesGzip(r *http.Request) bool {
	for offer := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, weight, _ := strings.Cut(offer, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		weight = strings.ToLower(strings.ReplaceAll(weight, " ", ""))
		q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
		return weight == "" || err == nil && q > 0
	}
	return false
}
