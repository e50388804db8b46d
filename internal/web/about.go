package web

import (
	"context"
	"net/mail"
)

// Council is who answers for the service; empty where nobody said so yet.
type Council struct{ Name, Email, Phone, Address string }

// Known tells that the council was named, with a way to reach it.
func (c Council) Known() bool { return c.Name != "" && c.Email+c.Phone+c.Address != "" }

// Mail is the address to write to, for a link; empty where it is none.
func (c Council) Mail() string {
	address, err := mail.ParseAddress(c.Email)
	if err != nil {
		return ""
	}
	return "mailto:" + address.Address
}

// aboutPage tells of the service itself, whoever asks.
type aboutPage struct {
	Council Council
	head_   head
}

func (p aboutPage) head() head { return p.head_ }

func (v *visit) about(h head) (answer, error) { return show(aboutPage{Council: v.Council, head_: h}) }

// What the pages about the service are for.
var (
	accessibilityPage = aboutPage{head_: head{Template: "accessibility", Title: "Accessibility statement", Help: "How easy this service is to use for everybody, what does not work yet, and whom to tell."}}
	privacyPage       = aboutPage{head_: head{Template: "privacy", Title: "Privacy", Help: "What is kept about you, why, for how long, and what you can ask for."}}
)

// showAccessibility is the statement that the Public Sector Bodies (Websites and Mobile
// Applications) (No. 2) Accessibility Regulations 2018 ask for, in the form of the model
// statement.
func showAccessibility(_ context.Context, v *visit) (answer, error) {
	return v.about(accessibilityPage.head_)
}

// showPrivacy is the privacy notice.
func showPrivacy(_ context.Context, v *visit) (answer, error) { return v.about(privacyPage.head_) }
