package vault

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

// clean gives the text as it is sealed, and its length in characters.
func clean(field, text string) (string, int, error) {
	if !utf8.ValidString(text) {
		return "", 0, improvement.Refuse(improvement.Invalid, field,
			"This text has characters that cannot be read. Save it as UTF-8, or type it again.")
	}
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if strings.ContainsFunc(text, forbidden) {
		return "", 0, improvement.Refuse(improvement.Invalid, field,
			"This text has control characters, which cannot be shown. Take them out, or type it again.")
	}
	length := utf8.RuneCountInString(text)
	if length > improvement.MaxTextLength {
		return "", 0, improvement.TooLong(field, length)
	}
	return text, length, nil
}

func forbidden(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }
