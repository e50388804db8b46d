// Package webtest drives a real browser through the pages, as a person would: it
// finds things by the words that people see, clicks and types for real, and waits by
// asking again, with a limit. What goes wrong unseen (an error in the console, a breach
// of the content security policy) fails the test by itself.
package webtest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take to show what is waited for. It is long for a
// page and short for a person: the machine may be busy with other tests.
const patience = 20 * time.Second

// askAgain is how long to wait before asking the page again.
const askAgain = 15 * time.Millisecond

// Browser is one Chromium, without a window, with a profile of its own that is removed
// with it.
type Browser struct {
	t   *testing.T
	ctx context.Context
}

// Open starts a browser that ends with the test. It reaches this machine and no other.
func Open(t *testing.T) *Browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-default-browser-check", true),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(release)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start (.ci/chromium installs it): %v", err)
	}
	return &Browser{t: t, ctx: ctx}
}

// For is the same browser for a part of the test: its pages end with that part.
func (b *Browser) For(t *testing.T) *Browser { return &Browser{t: t, ctx: b.ctx} }

// Page is one person's window: cookies are not shared between pages. Its methods end
// the test where something is not there; none is for several goroutines at once.
type Page struct {
	t      *testing.T
	ctx    context.Context
	script bool
	marks  int

	mu      sync.Mutex // held by what the browser reports, on a goroutine of its own
	faults  []fault
	visited map[string]bool
	allowed []string
	asking  cdp.BackendNodeID // the file field whose dialog was opened; 0: none
}

// Page opens a window of so many CSS pixels, with scripts or without.
func (b *Browser) Page(width, height int, scripts bool) *Page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(cancel)
	p := &Page{t: b.t, ctx: ctx, script: scripts, visited: map[string]bool{}}
	p.must("open a page", chromedp.Listen(ctx, p.hear))
	p.Resize(width, height, 1)
	p.allowScripts(scripts)
	b.t.Cleanup(p.report)
	return p
}

// Resize makes the window so many CSS pixels; scale is how many pixels of the screen
// one takes.
func (p *Page) Resize(width, height int, scale float64) {
	p.t.Helper()
	p.must("resize", p.do(chromedp.EmulateViewport(int64(width), int64(height), chromedp.EmulateScale(scale))))
}

// Zoom400 makes a window of 1280 by 1024 show everything at four times its size
// (WCAG 2.2, 1.4.10: reflow).
func (p *Page) Zoom400() {
	p.t.Helper()
	p.Resize(320, 256, 4)
}

// ForcedColours has the system choose the colours, as Windows' contrast themes do: light
// ones on a dark ground, which shows what keeps colours of its own.
func (p *Page) ForcedColours() {
	p.t.Helper()
	_, err := call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}},
	})
	p.must("force colours", err)
}

// Paper shows pages as they are printed, on a sheet that has room for so many pixels beside
// one another: 718 on A4 with the usual margins, 1047 on its long side.
func (p *Page) Paper(width int) {
	p.t.Helper()
	_, err := call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.must("show it as on paper", err)
	p.Resize(width, 1000, 1)
}

func (p *Page) allowScripts(allowed bool) {
	p.t.Helper()
	_, err := call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !allowed})
	p.must("switch scripts", err)
}

// run, call and do ask the browser, which has to answer within the limit.
func run[T any](p *Page, action chromedp.Action[T]) (T, error) {
	limit, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(limit, action)
}

func call[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	limit, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Call(limit, command, params)
}

func (p *Page) do(actions ...chromedp.Action[chromedp.Void]) error {
	limit, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Do(limit, actions...)
}

func (p *Page) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}
