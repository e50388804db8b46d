package main

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// firstVisit is what a browser loads that has been here never before.
type firstVisit struct {
	KB    float64 // compressed
	Files int     // with the page
}

var dressed = regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`)

// firstVisitOf loads the page that everybody comes to first, with the files that it names.
func firstVisitOf(ctx context.Context, address string) (firstVisit, error) {
	var f firstVisit
	plain, _, err := fetch(ctx, address+"/sign-in", "identity")
	if err != nil {
		return f, err
	}
	files := map[string]bool{"/sign-in": true}
	for _, named := range dressed.FindAllStringSubmatch(string(plain), -1) {
		files[named[1]] = true
	}
	for path := range files {
		_, size, err := fetch(ctx, address+path, "gzip")
		if err != nil {
			return f, err
		}
		f.KB += float64(size) / 1000
		f.Files++
	}
	return f, nil
}

func fetch(ctx context.Context, address, coding string) (body []byte, size int, err error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, 0, err
	}
	q.Header.Set("Accept-Encoding", coding)
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	return body, len(body) + headerSize(answer.Header), err
}

// headerSize is what the headers of an answer weigh, about.
func headerSize(h http.Header) int {
	var text strings.Builder
	_ = h.Write(&text) // a Builder takes all
	return text.Len()
}
