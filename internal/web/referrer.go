package web

import (
	"net/http"
	"strings"
)

// keepsToken keeps an address with a token out of every Referer, also of requests here: a
// proxy may log them. "no-referrer" would besides make a form's Origin "null", and who has
// a browser without Sec-Fetch-Site could send none.
func (r route) keepsToken(w http.ResponseWriter) {
	if strings.Contains(r.pattern, "{token}") {
		w.Header().Set("Referrer-Policy", "strict-origin")
	}
}
