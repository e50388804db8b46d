package web

import "github.com/cairnqi/cairn/improvement"

// quiet tells that no letter reaches anybody, as without a mail server. A rehearsal shows
// what real work would be like.
func (v *visit) quiet() bool { return v.Letters == nil && !v.Rehearsing }

// comesIn tells whoever adds people how these come in, as far as it is so here.
func (v *visit) comesIn() string {
	switch {
	case v.Letters != nil:
		return "Tell them to open the sign-in page and to give their email address. They are then sent a link, which only works for them."
	case v.OIDC.Name != "":
		return "No letter goes: this service sends no email. Staff sign in with " + v.OIDC.Name + "; for others " + v.makesLinks()
	}
	return "No letter goes: this service sends no email. To let them in, " + v.makesLinks()
}

// makesLinks says who makes a link to hand over.
func (v *visit) makesLinks() string {
	if improvement.KeepsDirectory(v.who) {
		return "make a sign-in link on their page afterwards, and hand it over."
	}
	return "ask an administrator to make a sign-in link, and to hand it over."
}

// invited says what became of an invitation, and what is next.
func (v *visit) invited(under16 bool) string {
	switch {
	case under16:
		return "They are on record. They have no account: their named adult signs in for them."
	case v.Letters == nil && v.OIDC.Name == "" && improvement.KeepsDirectory(v.who):
		return "They are on record. Make a sign-in link for them next, and hand it over: no letter goes."
	}
	return "They are on record. " + v.comesIn()
}

// addressFor says what an address is for.
func (v *visit) addressFor() string {
	if v.quiet() {
		return "By it staff may sign in, and letters go to it once this service sends any. It may stay empty."
	}
	return "Where they hear what waits for them, and by which they sign in."
}
