package improvement

import (
	"net/url"
	"strings"
)

// WebLink gives an address of the web as it may be shown, and nothing for what is none:
// a newsletter leads nowhere else.
func WebLink(text string) string {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil ||
		len(text) > MaxLinkLength || strings.ContainsFunc(text, notInLinks) {
		return ""
	}
	return u.String()
}

// CheckLink refuses what is no address of the web.
func CheckLink(field, text string) error {
	if WebLink(text) == "" {
		return invalid(field, "%q is not a web address. Write it with http:// or https:// and at most %d characters.", clip(text), MaxLinkLength)
	}
	return nil
}

func notInLinks(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' || r == '"' }
