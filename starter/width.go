package main

import (
	"unicode"

	eastasian "golang.org/x/text/width"
)

// widthOf is how many columns of a terminal a text takes, at the most: what a
// terminal may draw as one (a family of emoji) is counted piece by piece.
func widthOf(s string) int {
	n := 0
	for _, r := range s {
		n += widthOfRune(r)
	}
	return n
}

func widthOfRune(r rune) int {
	const softHyphen, asEmoji = '\u00ad', '\ufe0f'
	switch kind := eastasian.LookupRune(r).Kind(); {
	case r == softHyphen, r == asEmoji: // which makes the sign before it a wide one
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case kind == eastasian.EastAsianWide, kind == eastasian.EastAsianFullwidth:
		return 2
	}
	return 1
}

// cut divides a text where its beginning fills that many columns, after one
// character at least. Marks stay with what they stand on.
func cut(s string, columns int) (head, rest string) {
	used := 0
	for i, r := range s {
		used += widthOfRune(r)
		if used > columns && i > 0 {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// clip shortens what is only read, such as a name.
func clip(s string, columns int) string {
	if widthOf(s) <= columns {
		return s
	}
	head, _ := cut(s, columns-1)
	return head + "…"
}
