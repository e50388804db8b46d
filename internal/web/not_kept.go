package web

import (
	"net/url"
	"slices"
	"strings"
)

// notKeptPage gives back to somebody who is not signed in what they wrote, where it cannot
// be kept for them: the page before is not theirs to open any more.
type notKeptPage struct {
	Says  string
	Wrote []string
	Next  string // to sign in
}

func (notKeptPage) head() head {
	return head{Template: "not-kept", Title: "Copy what you wrote", Help: "It was not filed, and could not be kept. Nothing else was changed."}
}

func (v *visit) giveBack(f *form, status int, says string) (answer, error) {
	p := notKeptPage{Says: says, Next: "/sign-in?next=" + url.QueryEscape(v.request.URL.Path)}
	for name, all := range f.values {
		for _, one := range all {
			if one = strings.TrimSpace(one); name != nonceField && strings.ContainsAny(one, " \n") {
				p.Wrote = append(p.Wrote, one)
			}
		}
	}
	slices.Sort(p.Wrote)
	return answer{status: status, page: p}, nil
}
