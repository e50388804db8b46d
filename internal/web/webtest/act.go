package webtest

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Click presses the link, button or label with these words. Where it leads to another
// page, it waits for that.
func (p *Page) Click(words string) {
	p.t.Helper()
	p.press(ask{What: "press", Name: words})
}

// ClickAt presses the one visible element at a CSS selector, where words would fit
// several.
func (p *Page) ClickAt(selector string) {
	p.t.Helper()
	p.press(ask{What: "press-at", Name: selector})
}

// Choose takes the option of a list, the radio button or the check box that is called
// so, under the label or legend of the question.
func (p *Page) Choose(question, option string) {
	p.t.Helper()
	p.press(ask{What: "choose", Name: question, Value: option})
}

func (p *Page) press(a ask) {
	p.t.Helper()
	p.marks++
	a.Mark = p.marks
	at := p.find(a)
	if at.Done {
		return
	}
	p.must("press "+a.Name, p.do(chromedp.MouseClickXY(at.X, at.Y)))
	if at.Leaves {
		p.leave(a)
	}
}

// leave waits for the next page, and now and then presses again: on a busy machine
// Chromium can lose a press that comes while it draws, and a person would do so too.
func (p *Page) leave(a ask) {
	p.t.Helper()
	pressed := time.Now()
	p.until("wait for the next page", func() error {
		answer, err := p.once(ask{What: "arrived", Mark: a.Mark})
		if err != nil || answer.Done {
			return err
		}
		if time.Since(pressed) > patience/4 {
			pressed = time.Now()
			if at, err := p.once(a); err == nil {
				p.t.Logf("nothing followed when %q was pressed, so it is pressed again", a.Name)
				p.must("press "+a.Name, p.do(chromedp.MouseClickXY(at.X, at.Y)))
			}
		}
		return errors.New("it has not come")
	})
}

// DoubleClick presses twice at once what has these words, as impatient people do.
func (p *Page) DoubleClick(words string) {
	p.t.Helper()
	p.marks++
	at := p.find(ask{What: "press", Name: words, Mark: p.marks})
	for n := range 2 {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			_, err := call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{
				Type: kind, X: at.X, Y: at.Y, Button: "left", ClickCount: int64(n + 1),
			})
			p.must("press "+words, err)
		}
	}
	if at.Leaves {
		p.arrive(p.marks)
	}
}

// arrive waits for a document without the mark, complete with all that it loads.
func (p *Page) arrive(mark int) {
	p.t.Helper()
	p.until("wait for the next page", func() error {
		answer, err := p.once(ask{What: "arrived", Mark: mark})
		if err == nil && !answer.Done {
			err = errors.New("it has not come")
		}
		return err
	})
}

// Fill writes in the field with this label, in place of what is there. Where several
// have the same label, the legend goes in front: "When is it due? > Day".
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	p.find(ask{What: "focus", Name: label})
	if value == "" {
		p.must("empty "+label, p.do(chromedp.KeyEvent(kb.Delete)))
	} else {
		_, err := call(p, input.InsertText, input.InsertTextParams{Text: value})
		p.must("fill in "+label, err)
	}
	p.until(fmt.Sprintf("fill in %q", label), func() error {
		answer, err := p.once(ask{What: "value", Name: label})
		if err == nil && answer.Text != value {
			err = fmt.Errorf("it holds %q", answer.Text)
		}
		return err
	})
}

// Upload picks files for the file field with this label.
func (p *Page) Upload(label string, files ...string) {
	p.t.Helper()
	files = p.whole(files)
	var field *runtime.RemoteObject
	p.until(fmt.Sprintf("find %q", label), func() (err error) {
		field, err = run(p, chromedp.Evaluate[*runtime.RemoteObject](ask{What: "control", Name: label}.expression()))
		return err
	})
	_, err := call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, ObjectID: field.ObjectID})
	p.must("pick files for "+label, err)
}

// Pick presses Space on the file field that has the focus, and picks files in the dialog
// that this opens.
func (p *Page) Pick(files ...string) {
	p.t.Helper()
	answer := func(dialogs bool) {
		_, err := call(p, page.SetInterceptFileChooserDialog, page.SetInterceptFileChooserDialogParams{Enabled: dialogs})
		p.must("answer dialogs for files", err)
	}
	answer(true)
	defer answer(false)
	p.Press("Space")
	var field cdp.BackendNodeID
	p.until("see the dialog for files", func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if field, p.asking = p.asking, 0; field == 0 {
			return errors.New("it has not opened")
		}
		return nil
	})
	_, err := call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: p.whole(files), BackendNodeID: field})
	p.must("pick files", err)
}

// whole gives the whole paths of files.
func (p *Page) whole(files []string) []string {
	p.t.Helper()
	paths := make([]string, len(files))
	for i, f := range files {
		full, err := filepath.Abs(f)
		p.must("find "+f, err)
		paths[i] = full
	}
	return paths
}

// Write types where the focus is.
func (p *Page) Write(text string) {
	p.t.Helper()
	_, err := call(p, input.InsertText, input.InsertTextParams{Text: text})
	p.must("write", err)
}

// keys are the names that Press knows.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End,
}

// Press presses keys one after the other: "Tab", "Shift+Tab", "Enter", "Space",
// "ArrowDown". Where Enter or Space on what has the focus leads to another page, it
// waits for that.
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		plain, shift := strings.CutPrefix(name, "Shift+")
		key, known := keys[plain]
		if !known {
			p.t.Fatalf("no key is called %q", name)
		}
		var options []chromedp.KeyOption
		if shift {
			options = append(options, chromedp.KeyModifiers(chromedp.ModifierShift))
		}
		p.marks++
		mark := p.marks
		focused := p.find(ask{What: "focused", Mark: mark})
		p.must("press "+name, p.do(chromedp.KeyEvent(key, options...)))
		if focused.Leaves && plain == "Enter" {
			p.arrive(mark)
		}
	}
}

// Focused is what has the focus, by its words or label; "" where nothing has.
func (p *Page) Focused() string {
	p.t.Helper()
	return p.find(ask{What: "focused"}).Text
}

// TabTo presses Tab until what has these words, or this label, has the focus.
func (p *Page) TabTo(words string) {
	p.t.Helper()
	var passed []string
	for range 300 {
		p.Press("Tab")
		at := p.Focused()
		if at == words {
			return
		}
		passed = append(passed, at)
	}
	p.t.Fatalf("Tab never comes to %q, but to %q", words, passed)
}
