package web

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// eraseHeld erases somebody for good. It asks for their name here once more: it cannot be
// undone.
var eraseHeld = asks{page: erasePage, do: erase}

func erasePage(ctx context.Context, v *visit, f *form) (page, error) {
	about, err := v.heldOf()
	if err != nil {
		return nil, err
	}
	if err := v.Held.MayErase(ctx, v.who.Person, about); err != nil {
		return nil, err
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person, about}, nil); err != nil {
		return nil, err
	}
	called := v.calledHeld(about)
	p := &plainForm{
		asking: asking{f}, Title: "Erase: " + called, Send: "Erase for good", Warns: true, Crumbs: []crumb{{"What is held", heldPath(about)}},
		Help: "Their words, their name and address, and files that only they filed are gone then. What was counted stays: points, votes, steps. Who asked, when and why stays on record.",
		Says: []string{
			"Their roles end, what waits for them is not sent, and their sign-ins end. Newsletters that were sent stay sent.",
			"Give them what is held first, if they asked for that as well: it cannot be given afterwards.",
		},
	}
	p.ask("words", f.Field("why", "Why?", "In a few words, and without a name: this stays on record."))
	p.ask("text", f.May("asked_by", "Who asked for it, if not they themselves?", "By the identifier on their page."))
	p.ask("date", f.Field("asked", "When was it asked for? (optional)", "Today, if you leave it out."))
	p.ask("text", f.Field("yes", "To erase it, write "+onceMore(about), "Exactly as it stands here."))
	return p, nil
}

// onceMore is what has to be written to erase somebody.
func onceMore(about improvement.PersonID) string {
	if subject, wroteIn := about.Correspondent(); wroteIn {
		return subject.ID()
	}
	return string(about)
}

func erase(ctx context.Context, v *visit, f *form) (string, error) {
	about, err := v.heldOf()
	if err != nil {
		return "", err
	}
	if err := v.Held.MayErase(ctx, v.who.Person, about); err != nil { // before a key is made for their words
		return "", err
	}
	c := improvement.ErasePerson{Person: about, AskedBy: improvement.PersonID(f.value("asked_by")), Asked: v.today()}
	if c.AskedBy == "" {
		c.AskedBy = about
	}
	if day, err := dayAsked(f.values, "asked"); err != nil {
		return "", err
	} else if day != "" {
		c.Asked = day
	}
	if c.Why, err = v.Vault.Seal(ctx, "why", v.who.Person, f.value("why")); err != nil {
		return "", err
	}
	if err := v.Held.CheckErase(ctx, v.who.Person, c); err != nil {
		return "", atErasure(err)
	}
	if f.value("yes") != onceMore(about) {
		return "", improvement.Refuse(improvement.Invalid, "yes", "Nothing was erased yet, and nothing stands against it. To erase it, write %s here.", onceMore(about))
	}
	done, err := v.Held.Erase(ctx, v.who.Person, c)
	if _, refused := improvement.Refusal(err); err != nil && !refused {
		v.Log.Error("An erasure was cut off", "reference", v.reference, "about", about, "cause", err)
		return "", improvement.Refuse(improvement.Conflict, "", "Not all of it could be erased just now. What was erased stays erased: send this again for the rest.")
	}
	if err != nil {
		return "", atErasure(err)
	}
	v.say("%s", erasedSays(done))
	return heldPath(about), nil
}

// atErasure names the fields of a refusal as the form asks them.
func atErasure(err error) error {
	refused, is := improvement.Refusal(err)
	if !is || refused.Field != "asked-by" {
		return err
	}
	here := *refused
	here.Field = "asked_by"
	return &here
}

// erasedSays tells what went, what stays, and what is left to do.
func erasedSays(e Erased) string {
	says := []string{"It is erased for good."}
	if !e.Finished {
		says = []string{"It is erased, but for files that somebody stored again a moment ago: erase it again in an hour."}
	}
	for _, one := range []struct {
		n               int
		single, several string
	}{
		{e.Bodies, "Roles ended in 1 group.", "Roles ended in %d groups."},
		{e.Notices, "1 letter that waited is not sent.", "%d letters that waited are not sent."},
		{e.Files, "1 file was deleted.", "%d files were deleted."},
		{e.Shared, "1 file stays, as others filed the same.", "%d files stay, as others filed the same."},
		{e.Requests, "The words of 1 request about them went.", "The words of %d requests about them went."},
	} {
		switch {
		case one.n == 1:
			says = append(says, one.single)
		case one.n > 1:
			says = append(says, strings.ReplaceAll(one.several, "%d", itoa(one.n)))
		}
	}
	return strings.Join(append(says, e.Left...), " ")
}
