package web

import (
	"context"
	"net/mail"
	"time"
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

// Statement is what the council says of its accessibility statement. Days are as
// 2006-01-02; what it has not told yet is empty.
type Statement struct {
	Prepared, Reviewed, Tested string
	TestedBy                   string // as people read it
	TestedHow                  string // in a sentence or two
}

// selfEvaluated is when those who make the software last looked at it against WCAG 2.2 AA:
// where the council has not told of a statement of its own, this is its date.
const selfEvaluated = "2026-11-22"

// accessibilityPage is the accessibility statement.
type accessibilityPage struct {
	Council   Council
	Statement Statement // with its days in full
	Evaluated string    // by those who make the software
}

func (accessibilityPage) head() head {
	return head{Template: "accessibility", Title: "Accessibility statement", Help: "How easy this service is to use for everybody, what does not work yet, and whom to tell."}
}

// privacyPage tells what is kept, and why.
type privacyPage struct{ Council Council }

func (privacyPage) head() head {
	return head{Template: "privacy", Title: "Privacy", Help: "What is kept about you, why, for how long, and what you can ask for."}
}

// showAccessibility is the statement that the Public Sector Bodies (Websites and Mobile
// Applications) (No. 2) Accessibility Regulations 2018 ask for, in the form of the model
// statement.
func showAccessibility(_ context.Context, v *visit) (answer, error) {
	s := v.Statement
	s.Prepared, s.Reviewed, s.Tested = inFull(s.Prepared), inFull(s.Reviewed), inFull(s.Tested)
	return show(accessibilityPage{v.Council, s, inFull(selfEvaluated)})
}

// inFull is a day as a statement has it, such as 31 January 2027; empty where there is none.
func inFull(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.Format("2 January 2006")
}

// showPrivacy is the privacy notice.
func showPrivacy(_ context.Context, v *visit) (answer, error) { return show(privacyPage{v.Council}) }
