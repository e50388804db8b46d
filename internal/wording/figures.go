package wording

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Priced says what hours come to at the configured rates, and what is not in it.
func Priced(p *improvement.Pricing) string {
	if p == nil {
		return ""
	}
	parts := make([]string, len(p.Hours))
	for i, h := range p.Hours {
		parts[i] = fmt.Sprintf("%s %s at %s an hour are %s", Number(h.Hours), Plainly(h.Kind), Pounds(h.Rate), Pounds(h.Pounds))
	}
	said := strings.Join(parts, "; ")
	if len(p.Hours) > 1 {
		said += "; together " + Pounds(p.Pounds)
	}
	said += ". Money and things in kind are not in it"
	for _, s := range p.Unpriced {
		said += fmt.Sprintf(", nor are %s %s, which have no rate", Number(s.Amount), Plainly(s.Kind))
	}
	return said + "."
}

// Pounds writes whole pounds without pence.
func Pounds(x float64) string {
	if x == float64(int64(x)) {
		return "£" + Number(x)
	}
	return "£" + strconv.FormatFloat(x, 'f', 2, 64)
}

// Number writes a number without needless zeros.
func Number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Plainly writes a word of the field as people do: "more evidence".
func Plainly[T ~string](word T) string { return strings.ReplaceAll(string(word), "-", " ") }
