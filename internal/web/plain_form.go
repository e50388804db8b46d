package web

import "slices"

// plainForm is a page that is a form, with what is to be read before it.
type plainForm struct {
	asking
	Title, Help, Label string
	Crumbs             []crumb
	Says               []string // to be read first
	Quote              string   // what it is about, as somebody wrote it
	Asked              []asked
	Send               string
	Warns              bool // it cannot be undone
	Keeps              bool // it takes a while to write: it may be kept
}

// asked is a question with the template that puts it.
type asked struct {
	As string
	Of field
}

func (p *plainForm) head() head {
	return head{Template: "plain-form", Title: p.Title, Help: p.Help, Label: p.Label, Crumbs: p.Crumbs}
}

// ask puts a question.
func (p *plainForm) ask(as string, of field) { p.Asked = append(p.Asked, asked{as, of}) }

// Files tells that files come with it.
func (p *plainForm) Files() bool {
	return slices.ContainsFunc(p.Asked, func(a asked) bool { return a.As == "files" })
}
