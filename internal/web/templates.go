package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/static"
)

//go:embed templates/*.tmpl
var templateFiles embed.FS

// templates are the pages' templates by name, parsed once.
type templates map[string]*template.Template

// shared are the templates that every page is put together with.
var shared = []string{"templates/layout.tmpl", "templates/fields.tmpl", "templates/test-parts.tmpl"}

func parseTemplates() (templates, error) {
	base, err := template.New("").Funcs(functions).ParseFS(templateFiles, shared...)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	files, err := templateFiles.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	all := templates{}
	for _, f := range files {
		name := "templates/" + f.Name()
		if slices.Contains(shared, name) {
			continue
		}
		page, err := base.Clone()
		if err == nil {
			_, err = page.ParseFS(templateFiles, name)
		}
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		all[strings.TrimSuffix(path.Base(name), ".tmpl")] = page
	}
	return all, nil
}

// functions are what templates may call.
var functions = template.FuncMap{
	"static": static.Path,
	"day":    func(d improvement.Date) string { return d.Plain() },
	"moment": plainTime,
	"icon":   icon,
	"row":    func(list, label string) addRow { return addRow{list, label} },
	"join":   func(parts ...any) string { return fmt.Sprint(parts...) },
	"number": func(i int) int { return i + 1 },
	"view":   viewOf,
}

// addRow is the button that adds a row to a list.
type addRow struct{ List, Label string }

// icon is where an icon of the design system lies.
func icon(name string) (string, error) {
	path, err := static.Path("icons.svg")
	return path + "#" + name, err
}

// view is what a template is given: the page, and what stands around it.
type view struct {
	head
	Page       any
	Main       template.HTML // the page itself, between what stands around it
	Form       *form         // where the page has one
	Who        string        // their name; empty where nobody signed in
	Nav        []navItem
	Says       string // what became of what was just done
	Path       string
	Rehearsing bool
	Wrong      bool // a form on it was refused: the title says so
}

// navItem is a line of the navigation.
type navItem struct {
	Name, Path string
	Current    bool
}

// give writes an answer.
func (v *visit) give(a answer) {
	switch {
	case a.redirect != "":
		http.Redirect(v.writer, v.request, a.redirect, a.status)
	case a.file != nil:
		v.giveFile(*a.file)
	default:
		v.givePage(a)
	}
}

func (v *visit) giveFile(f file) {
	h := v.writer.Header()
	h.Set("Content-Type", f.Type)
	disposition := "attachment"
	if f.Inline {
		disposition = "inline"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	if f.Write != nil {
		v.stream(f)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(f.Content)))
	if _, err := v.writer.Write(f.Content); err != nil {
		v.Log.Debug("A reader left", "reference", v.reference, "cause", err)
	}
}

// stream writes a file as it is made. One that cannot be made whole is cut off, so that
// nobody takes a part of it for all.
func (v *visit) stream(f file) {
	if err := f.Write(v.writer); err != nil {
		v.Log.Error("A file could not be given whole", "reference", v.reference, "route", v.request.Pattern, "person", v.who.Person, "cause", err)
		panic(http.ErrAbortHandler)
	}
}

// givePage writes a page whole, or an error in its place: never half of it.
func (v *visit) givePage(a answer) {
	var content bytes.Buffer
	err := v.fill(&content, a)
	if err != nil {
		a = v.explain(err)
		content.Reset()
		err = v.fill(&content, a)
	}
	if err != nil {
		v.Log.Error("A page could not be written", "reference", v.reference, "cause", err)
		http.Error(v.writer, "Sorry, something went wrong here. Reference: "+v.reference, http.StatusInternalServerError)
		return
	}
	v.writer.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.writer.WriteHeader(a.status)
	if _, err := content.WriteTo(v.writer); err != nil {
		v.Log.Debug("A reader left", "reference", v.reference, "cause", err)
	}
}

func (v *visit) fill(into *bytes.Buffer, a answer) error {
	of := view{
		head: a.page.head(), Page: a.page, Path: v.request.URL.Path, Rehearsing: v.Rehearsing,
		Wrong: a.status == http.StatusUnprocessableEntity,
	}
	parsed, there := v.templates[of.Template]
	if !there {
		return fmt.Errorf("web: there is no template %q", of.Template)
	}
	if v.signedIn {
		of.Who, of.Nav = v.words.Person(v.who.Person), v.navigation()
	}
	if a.status == http.StatusOK {
		of.Says = v.sessions.PopString(v.request.Context(), sessionSays)
	}
	if asks, is := a.page.(interface{ form() *form }); is {
		of.Form = asks.form()
	}
	var main bytes.Buffer // first: what is wrong with a form links to the fields that it shows
	if err := parsed.ExecuteTemplate(&main, "main", of); err != nil {
		return err
	}
	of.Main = template.HTML(main.String()) //nolint:gosec // written by a template, which escaped it
	if err := parsed.ExecuteTemplate(into, "layout", of); err != nil {
		return err
	}
	return v.words.Err()
}

// navigation lists where this person may go, in the order of use.
func (v *visit) navigation() []navItem {
	at := v.request.URL.Path
	nav := []navItem{{"Your tasks", "/", at == "/"}}
	for _, item := range []struct {
		name, path string
		policy     policy
	}{
		{"Tests", "/tests", onRecord},
		{"Priorities", "/priorities", onRecord},
		{"Decisions", "/decisions", onRecord},
		{"Launch", launchPath, launchers},
		{"Newsletter", "/newsletter", onRecord},
		{"Evidence", "/library", onRecord},
		{"Voices", "/voices", officers},
		{"Your part", "/part", onRecord},
		{"Reports", "/reports", onRecord},
		{"People", "/people", officers},
		{"Data requests", dataRequestsPath, keepers},
		{"Audit", "/audit", admins},
	} {
		if item.policy.lets(true, v.who) {
			nav = append(nav, navItem{item.name, item.path, at == item.path || strings.HasPrefix(at, item.path+"/")})
		}
	}
	return nav
}
