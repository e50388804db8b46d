package webtest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed find.js
var findScript string

// ask is one request to find.js.
type ask struct {
	What  string `json:"what"`
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
	Mark  int    `json:"mark,omitempty"`
}

// found is its answer.
type found struct {
	X, Y   float64
	Leaves bool // a press there leads to another document
	Done   bool
	Text   string
}

func (a ask) expression() string {
	request, err := json.Marshal(a)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return fmt.Sprintf("%s(%s)", findScript, request)
}

// once asks the page without waiting.
func (p *Page) once(a ask) (found, error) {
	answer, err := run(p, chromedp.Evaluate[found](a.expression()))
	var thrown *chromedp.ExceptionError
	if errors.As(err, &thrown) && thrown.ExceptionDetails != nil && thrown.Exception != nil {
		first, _, _ := strings.Cut(thrown.Exception.Description, "\n")
		err = errors.New(first)
	}
	return answer, err
}

// find asks until there is an answer. A page that is still coming has none.
func (p *Page) find(a ask) found {
	p.t.Helper()
	var answer found
	p.until(fmt.Sprintf("%s %q", a.What, a.Name), func() (err error) {
		answer, err = p.once(a)
		return err
	})
	return answer
}

// until tries again until it is done, and ends the test where it takes too long.
func (p *Page) until(what string, try func() error) {
	p.t.Helper()
	limit, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for tick := time.NewTicker(askAgain); ; {
		err := try()
		if err == nil {
			tick.Stop()
			return
		}
		select {
		case <-tick.C:
		case <-limit.Done():
			p.t.Fatalf("%s: %v\nat %s the page says:\n%s", what, err, p.Address(), p.Words())
		}
	}
}

// Go opens an address and waits until it is there with all that it loads.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.must("go to "+url, p.do(chromedp.Navigate(url)))
}

// Status opens an address and tells what it was answered with, such as 403.
func (p *Page) Status(url string) int {
	p.t.Helper()
	answer, err := run(p, chromedp.NavigateResponse(url))
	p.must("go to "+url, err)
	return int(answer.Status)
}

// Reload asks for the page again, as F5 does: a posted form is posted again.
func (p *Page) Reload() {
	p.t.Helper()
	p.must("reload", p.do(chromedp.Reload()))
}

// Back goes back as the browser's button does: the page before may come from memory,
// as it was left.
func (p *Page) Back() {
	p.t.Helper()
	history, err := call(p, page.GetNavigationHistory, cdp.Empty{})
	p.must("ask where the page has been", err)
	if history.CurrentIndex == 0 {
		p.t.Fatal("there is no page to go back to")
	}
	before := history.Entries[history.CurrentIndex-1].ID
	p.marks++
	p.find(ask{What: "focused", Mark: p.marks})
	_, err = call(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: before})
	p.must("go back", err)
	p.arrive(p.marks)
}

// Address is where the page is.
func (p *Page) Address() string {
	p.t.Helper()
	address, err := run(p, chromedp.Location())
	p.must("ask for the address", err)
	return address
}

// Words are all words of the page that can be seen, in one line.
func (p *Page) Words() string {
	answer, err := p.once(ask{What: "words"})
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return answer.Text
}

// See waits until the page shows these words.
func (p *Page) See(words string) {
	p.t.Helper()
	p.until(fmt.Sprintf("see %q", words), func() error {
		answer, err := p.once(ask{What: "words"})
		if err == nil && !strings.Contains(answer.Text, words) {
			err = errors.New("it is not there")
		}
		return err
	})
}

// Text waits for the one visible element at a CSS selector and gives its words.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return p.find(ask{What: "text", Name: selector}).Text
}

// Value is what stands in the field with this label; of a check box or radio button
// "true" or "false".
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.find(ask{What: "value", Name: label}).Text
}

// Overflows says by how many CSS pixels the page is wider than its window.
func (p *Page) Overflows() int {
	p.t.Helper()
	by, err := run(p, chromedp.Evaluate[int](`Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`))
	p.must("measure the width", err)
	return by
}

// Screenshot keeps a picture of the whole page, as name.png in the folder that
// PAGES_SCREENSHOTS names or else in a temporary one, and returns its path.
func (p *Page) Screenshot(name string) string {
	p.t.Helper()
	picture, err := run(p, chromedp.FullScreenshot(100))
	p.must("take a picture", err)
	return p.keep(name+".png", picture)
}

// PrintPDF prints the page, on A4 where it asks for no other sheet, as name.pdf beside the pictures and returns its path.
func (p *Page) PrintPDF(name string) string {
	p.t.Helper()
	asked := true
	paper, err := run(p, chromedp.PrintToPDF(func(o *page.PrintToPDFParams) {
		o.PaperWidth, o.PaperHeight, o.PreferCSSPageSize = 8.27, 11.69, &asked
	}))
	p.must("print", err)
	return p.keep(name+".pdf", paper)
}

func (p *Page) keep(name string, content []byte) string {
	p.t.Helper()
	folder := os.Getenv("PAGES_SCREENSHOTS")
	if folder == "" {
		folder = p.t.TempDir()
	}
	at := filepath.Join(folder, name)
	p.must("make a folder", os.MkdirAll(filepath.Dir(at), 0o755))
	p.must("keep "+name, os.WriteFile(at, content, 0o644))
	return at
}
