package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"

	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/web"
)

// inside are the pages in this process, to count what they ask of the record.
type inside struct {
	*site
	pages http.Handler
	desk  *assembly.Desk
	asked atomic.Int64
}

func (s *site) openInside(ctx context.Context) (*inside, error) {
	i := &inside{site: s}
	settings := s.worker.settings
	settings.Mail.BaseURL = s.address()
	var err error
	i.pages, i.desk, err = assembly.OpenPages(ctx, settings, quiet(), func(statement string) {
		// The vault holds the keys that it has opened, and looks once a second whether one was destroyed.
		if !strings.Contains(statement, "FROM keys") && !strings.HasPrefix(statement, "--") {
			i.asked.Add(1)
		}
	})
	return i, err
}

func (i *inside) close() { _ = i.desk.Close() } // all that was asked was answered

// walk opens every page of the table in the name of the first role that may, and counts.
// left are those that nobody opens on this record.
func (i *inside) walk(ctx context.Context, first *seat) (pages []pageFigures, left []string) {
	for _, row := range web.Table() {
		pattern, is := strings.CutPrefix(row.Pattern, "GET ")
		if !is {
			continue
		}
		if f, opened := i.open(ctx, pattern, first); opened {
			pages = append(pages, f)
		} else {
			left = append(left, pattern)
		}
	}
	return pages, left
}

// open counts a page at three addresses, each opened before: the most of each counts.
func (i *inside) open(ctx context.Context, pattern string, first *seat) (f pageFigures, opened bool) {
	for _, role := range roles {
		r := first.as[role]
		if !i.opens(ctx, r, pattern) {
			continue
		}
		f = pageFigures{Pattern: pattern, Role: string(r.role)}
		for range 3 {
			path, _ := r.address(pattern)
			i.get(ctx, r, path)
			i.asked.Store(0)
			_, body := i.get(ctx, r, path)
			f.Queries, f.KB = max(f.Queries, int(i.asked.Load())), max(f.KB, float64(body)/1000)
		}
		return f, true
	}
	return f, false
}

// opens tells whether somebody may open a page, at whatever address is drawn.
func (i *inside) opens(ctx context.Context, r *reader, pattern string) bool {
	for range 3 {
		path, there := r.address(pattern)
		if !there {
			return false
		}
		if status, _ := i.get(ctx, r, path); status >= http.StatusBadRequest {
			return false
		}
	}
	return true
}

// get opens a page as a browser asks for it, and gives the bytes that come.
func (i *inside) get(ctx context.Context, r *reader, path string) (status, size int) {
	w := httptest.NewRecorder()
	w.Body = new(bytes.Buffer)
	q := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	q.RemoteAddr = r.at.String() + ":1"
	r.dress(q)
	i.pages.ServeHTTP(w, q)
	return w.Code, w.Body.Len()
}

func (r *reader) dress(q *http.Request) {
	q.AddCookie(r.cookie)
	q.Header.Set("Accept-Encoding", "gzip")
}
