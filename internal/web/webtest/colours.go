package webtest

import (
	"bytes"
	_ "embed"
	"image"
	"image/png"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

//go:embed colours.js
var coloursScript string

// Indistinct lists what cannot be told from the page's ground: buttons, tags, fields and
// the marks of drawings without a line, or a ground, that differs from it.
func (p *Page) Indistinct() []string {
	p.t.Helper()
	found, err := run(p, chromedp.Evaluate[[]string](coloursScript))
	p.must("look at the colours", err)
	return found
}

// Alike tells whether the two elements at these selectors are painted alike, in their
// first 40 pixels either way: there a box is ticked, or not.
func (p *Page) Alike(one, other string) bool {
	p.t.Helper()
	a, b := p.corner(one), p.corner(other)
	different := 0
	for y := range 40 {
		for x := range 40 {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 {
				different++
			}
		}
	}
	return different < 40 // of 1600 pixels
}

func (p *Page) corner(selector string) image.Image {
	p.t.Helper()
	at, beyond := p.find(ask{What: "where", Name: selector}), true
	shot, err := call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &beyond, Clip: &page.Viewport{X: at.X, Y: at.Y, Width: 40, Height: 40, Scale: 1},
	})
	p.must("take a picture of "+selector, err)
	picture, err := png.Decode(bytes.NewReader(shot.Data))
	p.must("read the picture", err)
	return picture
}

// Controls lists the fields, buttons and menus that can be seen.
func (p *Page) Controls() []string {
	p.t.Helper()
	found, err := run(p, chromedp.Evaluate[[]string](`[...document.querySelectorAll('button,input,select,textarea,nav,summary,.ds_skip-links,.ds_site-footer')]
		.filter((e) => e.getBoundingClientRect().height > 1 && e.checkVisibility({visibilityProperty: true})).map((e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120))`))
	p.must("look for controls", err)
	return found
}
