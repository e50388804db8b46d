package web

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// quiet tells that no letter reaches anybody, as without a mail server. A rehearsal shows
// what real work would be like.
func (v *visit) quiet() bool { return v.Letters == nil && !v.Rehearsing }

// comesIn tells whoever adds people how these come in, as far as it is so here.
func (v *visit) comesIn() string {
	switch {
	case v.Letters != nil:
		return "A letter tells them where to come in. There they give their email address. They are then sent a link, which only works for them."
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

// invited sends whoever was added a letter, where one can go, and says what became of it
// and what is next; before tells that the form was sent before, and the letter with it.
func (v *visit) invited(ctx context.Context, person improvement.PersonID, f *form, before bool) string {
	switch {
	case f.value("under_16") != "":
		return "They are on record. They have no account: their named adult signs in for them."
	case v.Letters != nil && f.value("email") == "":
		return "They are on record. No letter went, as they have no address. To let them in, " + v.makesLinks()
	case v.Letters != nil && before:
		return "They are on record already. " + tellThem
	case v.Letters != nil:
		return "They are on record. " + v.sendInvitation(ctx, person)
	case v.Letters == nil && v.OIDC.Name == "" && improvement.KeepsDirectory(v.who):
		return "They are on record. Make a sign-in link for them next, and hand it over: no letter goes."
	}
	return "They are on record. " + v.comesIn()
}

// inviteWithin is how long whoever invites waits for the letter to go.
const inviteWithin = 15 * time.Second

const tellThem = "Tell them to open the sign-in page and to give their email address: they are then sent a link."

// sendInvitation sends a letter to somebody who was added to the group in the address, and
// says whether it went.
func (v *visit) sendInvitation(ctx context.Context, person improvement.PersonID) string {
	ctx, end := context.WithTimeout(ctx, inviteWithin)
	defer end()
	group := improvement.BodyID(v.path("body"))
	err := v.meet(ctx, nil, []improvement.BodyID{group})
	if err == nil {
		err = v.Letters.Invitation(ctx, person, v.words.Body(group), v.BaseURL+"/sign-in")
	}
	if err != nil {
		v.Log.Warn("An invitation could not be sent", "reference", v.reference, "person", person, "cause", err)
		return "The letter to them could not be sent just now. " + tellThem
	}
	return "A letter went to them, with the way to come in."
}

// addressFor says what an address is for.
func (v *visit) addressFor() string {
	if v.quiet() {
		return "By it staff may sign in, and letters go to it once this service sends any. It may stay empty."
	}
	return "Where they hear what waits for them, and by which they sign in."
}
