package pagestest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
)

// Upload is a file that goes with a form.
type Upload struct {
	Name    string
	Content []byte
}

// PostFiles sends a form with files, as a browser does, and follows where it leads.
func (v *Visitor) PostFiles(path string, values url.Values, field string, files ...Upload) *Page {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	write := func(err error) {
		v.t.Helper()
		if err != nil {
			v.t.Fatal(err)
		}
	}
	for name, all := range values {
		for _, value := range all {
			write(form.WriteField(name, value))
		}
	}
	for _, f := range files {
		part, err := form.CreateFormFile(field, f.Name)
		write(err)
		_, err = part.Write(f.Content)
		write(err)
	}
	write(form.Close())
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.town.URL+path, &body)
	write(err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return v.Send(r)
}

// SendFiles is Send with files in a field.
func (p *Page) SendFiles(action string, fill url.Values, field string, files ...Upload) *Page {
	p.visitor.t.Helper()
	action, values := p.filled(action, fill)
	return p.visitor.PostFiles(action, values, field, files...)
}
