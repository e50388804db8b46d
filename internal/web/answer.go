package web

import (
	"io"
	"net/http"
)

// answer is what a visit ends with: a page, a redirect after something was done, or a
// file.
type answer struct {
	status   int
	page     page
	redirect string
	file     *file
}

// page is what one template shows.
type page interface{ head() head }

// head is what stands around a page.
type head struct {
	Template string // its file under templates/, without .tmpl
	Title    string // of the page, unique within the service; also the heading
	Help     string // a sentence or two on what this page is for
	Label    string // what kind of thing it is about
	Crumbs   []crumb
	Wide     bool // over the whole width, as a board or a table wants
}

// crumb is a step of the way to a page.
type crumb struct{ Name, Path string }

// file is content that is not a page.
type file struct {
	Name, Type string
	Content    []byte
	Inline     bool
	// Write writes the content in place of Content, where it may be long.
	Write func(io.Writer) error
}

// show answers with a page.
func show(p page) (answer, error) { return answer{status: http.StatusOK, page: p}, nil }

// again answers with a form that could not be taken as it is.
func again(p page) (answer, error) {
	return answer{status: http.StatusUnprocessableEntity, page: p}, nil
}

// goTo answers by sending on, after something was done: loading that page again does
// nothing twice.
func goTo(path string) (answer, error) {
	return answer{status: http.StatusSeeOther, redirect: path}, nil
}
