package picture

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
	"strings"
)

// pen writes SVG: marks as they come, words escaped, coordinates to a tenth.
type pen struct{ buf bytes.Buffer }

// write takes what this package itself wrote, such as `<g class="axis">`.
func (p *pen) write(markup string) { p.buf.WriteString(markup) }

// say writes people's words.
func (p *pen) say(words string) {
	_ = xml.EscapeText(&p.buf, []byte(words)) // a bytes.Buffer takes everything
}

func (p *pen) num(v float64) {
	if !drawable(v) {
		v = 0
	}
	p.buf.Write(strconv.AppendFloat(p.buf.AvailableBuffer(), math.Round(v*10)/10+0, 'f', -1, 64))
}

// attr writes a coordinate or a length.
func (p *pen) attr(name string, v float64) {
	p.buf.WriteByte(' ')
	p.write(name)
	p.write(`="`)
	p.num(v)
	p.buf.WriteByte('"')
}

// line draws a straight line; how says what it is like.
func (p *pen) line(x1, y1, x2, y2 float64, how string) {
	p.write("<line")
	p.attr("x1", x1)
	p.attr("y1", y1)
	p.attr("x2", x2)
	p.attr("y2", y2)
	p.write(how)
	p.write("/>")
}

// to adds a place to a path by one of its letters.
func (p *pen) to(letter byte, x, y float64) {
	p.buf.WriteByte(letter)
	p.num(x)
	p.buf.WriteByte(' ')
	p.num(y)
}

// text writes words at a place; how is the anchor or weight where it is not the usual.
func (p *pen) text(x, y float64, how, words string) {
	if words == "" {
		return
	}
	p.write("<text")
	p.attr("x", x)
	p.attr("y", y)
	p.write(how)
	p.buf.WriteByte('>')
	p.say(words)
	p.write("</text>")
}

// What words and lines are like where they are not the usual.
const (
	bold   = ` font-weight="bold"`
	middle = ` text-anchor="middle"`
	end    = ` text-anchor="end"`
)

// The size of letters: 10 px where the default width is shown 320 px wide.
const (
	letters = 15.0
	heading = 17.0
	leading = 20.0 // from one line of words to the next
)

var (
	plain  = pixels(letters)
	strong = pixels(letters * 1.13) // bold letters are wider
	headed = pixels(heading * 1.13)
)

// open begins a drawing; its words for those who do not see it come first.
func (p *pen) open(o Options, height float64, title, desc, more string) {
	id := o.id()
	p.write(`<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 `)
	p.num(o.width())
	p.write(" ")
	p.num(height)
	p.write(`"` + more + ` role="img" aria-labelledby="` + id + `-title ` + id + `-desc"`)
	p.write(` fill="currentColor" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"`)
	p.attr("font-size", letters)
	p.write(`><title id="` + id + `-title">`)
	p.say(title)
	p.write(`</title><desc id="` + id + `-desc">`)
	p.say(desc)
	p.write("</desc>\n")
}

// id is the prefix of the drawing's ids, of letters that an id may have.
func (o Options) id() string {
	id := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, o.IDPrefix)
	if id == "" {
		return "picture"
	}
	return id
}
