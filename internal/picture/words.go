package picture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean leaves what can be drawn: no control characters (a terminal would obey
// them, XML forbids them), no overrides of the direction of writing, no broken
// letters, and one blank where there was any white space.
func clean(text string) string {
	return strings.Join(strings.Fields(strings.Map(drawn, text)), " ")
}

func drawn(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
		return -1
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// metric tells how wide a letter is.
type metric func(rune) float64

// pixels is the metric of a sans-serif face at a size. It follows the widest face
// in common use (Verdana, DejaVu Sans), so that whatever a reader has fits.
func pixels(size float64) metric {
	return func(r rune) float64 { return em(r) * size }
}

func em(r rune) float64 {
	switch {
	case columns(r) == 0:
		return 0
	case columns(r) == 2:
		return 1.4
	case strings.ContainsRune("iIjl.,:;'|·", r):
		return 0.36
	case strings.ContainsRune("ftr ()[]/-\"!", r):
		return 0.47
	case r == 'm', r == 'w', r == 'M', r == 'W':
		return 1
	case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r == '–':
		return 0.64
	case r >= 'A' && r <= 'Z':
		return 0.8
	case r < 0x250:
		return 1
	}
	return 1.2
}

// columns is the metric of a terminal.
func columns(r rune) float64 {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r >= 0x1100 && r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3,
		r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE6F, r >= 0xFF00 && r <= 0xFF60,
		r >= 0xFFE0 && r <= 0xFFE6, r >= 0x1F000 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return 2
	}
	return 1
}

func (m metric) width(text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += m(r)
	}
	return sum
}

const ellipsis = "…"

// fit shortens text to a width, on the boundary of a letter, with an ellipsis.
func (m metric) fit(text string, width float64) string {
	room, at, end := width-m.width(ellipsis), 0.0, 0
	for i, r := range text {
		if at <= room {
			end = i
		}
		if at += m(r); at > width {
			return strings.TrimRight(text[:end], " ") + ellipsis
		}
	}
	return text
}

// wrap breaks text into at most so many lines of a width; a word that is wider
// is broken too, and what does not fit ends in an ellipsis.
func (m metric) wrap(text string, width float64, lines int) []string {
	var out []string
	for text != "" && len(out) < lines {
		if len(out) == lines-1 {
			return append(out, m.fit(text, width))
		}
		var line string
		line, text = m.line(text, width)
		out = append(out, line)
	}
	return out
}

// line takes the first line off a text, at least one letter of it.
func (m metric) line(text string, width float64) (line, rest string) {
	at, blank := 0.0, -1
	for i, r := range text {
		if r == ' ' {
			blank = i
		}
		if at += m(r); at <= width || i == 0 {
			continue
		}
		if blank > 0 {
			return text[:blank], text[blank+1:]
		}
		if _, size := utf8.DecodeRuneInString(text); i < size {
			i = size
		}
		return text[:i], text[i:]
	}
	return text, ""
}
