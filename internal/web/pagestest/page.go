package pagestest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Page is a page as it came.
type Page struct {
	visitor *Visitor
	Status  int
	Path    string // where redirects led, with the query
	Header  http.Header
	Body    string
}

// Text is what a person reads on it, on one line.
func (p *Page) Text() string {
	var words []string
	p.walk(func(n *html.Node) bool {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
		return n.Data != "head" && n.Data != "script" && n.Data != "desc"
	})
	return strings.Join(words, " ")
}

// Has tells whether a person reads all of these on it.
func (p *Page) Has(texts ...string) bool {
	all := p.Text()
	return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(all, text) })
}

// Must fails the test where the page has another status, or lacks one of the texts.
func (p *Page) Must(status int, texts ...string) *Page {
	p.visitor.t.Helper()
	if p.Status != status {
		p.visitor.t.Fatalf("%s answered %d, want %d: %s", p.Path, p.Status, status, p.Text())
	}
	for _, text := range texts {
		if !p.Has(text) {
			p.visitor.t.Errorf("%s does not say %q: %s", p.Path, text, p.Text())
		}
	}
	return p
}

// Send fills in the page's form whose action ends so, as a browser sends it, and presses
// its first button, or the one of that value.
func (p *Page) Send(action string, fill url.Values) *Page {
	p.visitor.t.Helper()
	action, values := p.filled(action, fill)
	return p.visitor.Post(action, values)
}

// filled gives where the form goes whose action ends so, and what it sends.
func (p *Page) filled(action string, fill url.Values) (string, url.Values) {
	p.visitor.t.Helper()
	var found *html.Node
	p.walk(func(n *html.Node) bool {
		if found == nil && n.Data == "form" && strings.HasSuffix(attribute(n, "action"), action) {
			found = n
		}
		return true
	})
	if found == nil {
		p.visitor.t.Fatalf("%s has no form that goes to %s: %s", p.Path, action, p.Text())
	}
	values := written(found)
	for name, all := range fill {
		values[name] = all
	}
	return attribute(found, "action"), values
}

// written is what stands in a form already.
func written(form *html.Node) url.Values {
	values := url.Values{}
	visit(form, func(n *html.Node) bool {
		name, kind := attribute(n, "name"), attribute(n, "type")
		switch {
		case name == "" || n.Type != html.ElementNode:
		case n.Data == "textarea" && n.FirstChild != nil:
			values.Add(name, n.FirstChild.Data)
		case n.Data == "select":
			visit(n, func(o *html.Node) bool {
				if has(o, "selected") {
					values.Add(name, attribute(o, "value"))
				}
				return true
			})
		case n.Data == "input" && (kind == "radio" || kind == "checkbox") && !has(n, "checked"), n.Data == "input" && kind == "file":
		case n.Data == "input":
			values.Add(name, attribute(n, "value"))
		}
		return true
	})
	return values
}

func (p *Page) walk(f func(*html.Node) bool) {
	root, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.visitor.t.Fatal(err)
	}
	visit(root, f)
}

// visit goes into what f says true of.
func visit(n *html.Node, f func(*html.Node) bool) {
	if !f(n) {
		return
	}
	for child := range n.ChildNodes() {
		visit(child, f)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
