package picture

import (
	"html/template"
	"slices"
)

// The page is three templates with the drawing between: it is markup already.
var (
	pageHead = template.Must(template.New("head").Parse(`<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 1rem auto; max-width: 42rem; padding: 0 0.5rem; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.4rem; line-height: 1.25; }
h2 { font-size: 1.15rem; }
figure { margin: 0; break-inside: avoid; }
svg { display: block; width: 100%; max-width: 36rem; height: auto; }
th[scope=row] { white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; min-width: 34rem; font-size: 0.9rem; }
caption { text-align: start; padding-block: 0.5rem; max-width: calc(100vw - 1rem); }
th, td { border-bottom: 1px solid; padding: 0.25rem 0.5rem 0.25rem 0; text-align: start; vertical-align: top; font-weight: normal; }
thead th { font-weight: bold; }
tr { break-inside: avoid; }
@page { size: A4; margin: 15mm; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; color: #000000; } figure { max-width: 150mm; } .wide { overflow: visible; } table { min-width: 0; } }
@media (prefers-color-scheme: dark) { @media screen { .worse { fill: #14171a; } } }
@media (forced-colors: active) { svg { color: CanvasText; forced-color-adjust: none; } .marks { fill: CanvasText; stroke: CanvasText; } .worse { fill: Canvas; } }
</style>
</head>
<body>
<main>
<h1 dir="auto">{{.Title}}</h1>
<figure>
`))
	pageWords = template.Must(template.New("words").Parse(`</figure>
{{range .Words}}<p>{{.}}</p>
{{end}}{{if .Boundaries}}<h2>Dates on the chart</h2>
<ul>
{{range .Boundaries}}<li>{{.Date}}: <span dir="auto">{{.Label}}</span>{{with .Why}}: <span dir="auto">{{.}}</span>{{end}}</li>
{{end}}</ul>
{{end}}<h2 id="data">The data</h2>
<div class="wide" role="region" aria-labelledby="data" tabindex="0">
`))
)

const pageFoot = "</main>\n</body>\n</html>\n"

// Page is a whole HTML page to print or send: the drawing, its words, every
// boundary and the table. It has one style element, and neither script nor style
// attributes.
func (c Chart) Page(o Options) []byte {
	c = c.sound()
	o.NoTitle = true
	type named struct{ Date, Label, Why string }
	data := struct {
		Title      string
		Words      []string
		Boundaries []named
	}{Title: c.title()}
	for _, words := range append([]string{c.levels()}, c.findings()...) {
		if words != "" {
			data.Words = append(data.Words, words)
		}
	}
	for _, b := range c.boundaries() {
		data.Boundaries = append(data.Boundaries, named{plainDay(b.At), b.Label, b.Why})
	}
	return slices.Concat(filled(pageHead, data), c.SVG(o), filled(pageWords, data), c.Table(), []byte("</div>\n"), []byte(pageFoot))
}

var rampWords = template.Must(template.New("ramp").Parse(`</figure>
<ol>
{{range .}}<li>{{.}}</li>
{{end}}</ol>
`))

// Page is a whole HTML page to print or send: the ramp, and its cycles in words.
func (r Ramp) Page(o Options) []byte {
	o.NoTitle = true
	words := make([]string, len(r.Cycles))
	for i, c := range r.Cycles {
		words[i] = c.words()
	}
	return slices.Concat(filled(pageHead, struct{ Title string }{r.title()}), r.SVG(o), filled(rampWords, words), []byte(pageFoot))
}
