package webtest

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// fault is something that went wrong without the person's seeing it.
type fault struct {
	text string
	url  string // of what could not be loaded
}

// hear notes what the browser reports. It must not ask the browser anything.
func (p *Page) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *page.EventFrameNavigated:
		p.visited[e.Frame.URL] = true
	case *page.EventFileChooserOpened:
		p.asking = e.BackendNodeID
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.faults = append(p.faults, fault{text: text})
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			p.faults = append(p.faults, fault{text: said(e.Args)})
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			f := fault{text: e.Entry.Text}
			if e.Entry.Source == "network" {
				f.url = e.Entry.URL
			}
			p.faults = append(p.faults, f)
		}
	}
}

// said is what a call of the console wrote.
func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, strings.Trim(string(a.Value), `"`))
		}
	}
	return strings.Join(words, " ")
}

// AllowFault says that a fault whose text or
// address contains this is meant to happen.
func (p *Page) AllowFault(containing string) { p.allowed = append(p.allowed, containing) }

// Faults are the errors and warnings of the console, uncaught exceptions, breaches of
// the content security policy and what could not be loaded, so far, without the allowed
// ones. That a page itself answers with an error such as 403 is none: the test sees it.
func (p *Page) Faults() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, f := range p.faults {
		if f.url != "" && p.visited[f.url] {
			continue
		}
		if f.url != "" {
			f.text = fmt.Sprintf("%s (%s)", f.text, f.url)
		}
		if !p.isAllowed(f.text) {
			all = append(all, f.text)
		}
	}
	return all
}

func (p *Page) isAllowed(text string) bool {
	for _, part := range p.allowed {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// report fails the test for what nobody looked at.
func (p *Page) report() {
	for _, f := range p.Faults() {
		p.t.Errorf("the browser reports: %s", f)
	}
}
