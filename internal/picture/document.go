package picture

// The standalone drawing is dark on white by its attributes alone. The style only
// follows what a reader asked for: a dark screen, paper, or colours of their own.
const (
	documentHead  = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	documentStyle = `<style>
@media (prefers-color-scheme: dark) { svg { color: #f2f2f2 } .ground, .worse { fill: #14171a } }
@media print { svg { color: #000000 } .ground, .worse { fill: #ffffff } }
@media (forced-colors: active) {
  svg { color: CanvasText; forced-color-adjust: none }
  .ground { fill: Canvas }
  .better, .worse, .marks { fill: CanvasText; stroke: CanvasText }
  .worse { fill: Canvas }
}
</style>
`
)

// Document draws the chart as an SVG file that stands alone.
func (c Chart) Document(o Options) []byte {
	s := c.draw(o)
	return document(o.width(), s.down+margin, s.close)
}

// document makes a file of a drawing, on a ground of its own.
func document(width, height float64, end func(size, style string) []byte) []byte {
	var size, ground pen
	size.write(` xml:lang="en-GB" color="#1a1a1a"`)
	size.attr("width", width)
	size.attr("height", height)
	ground.write(documentStyle + `<rect class="ground" fill="#ffffff"`)
	ground.attr("width", width)
	ground.attr("height", height)
	ground.write("/>\n")
	return append([]byte(documentHead), end(size.buf.String(), ground.buf.String())...)
}
