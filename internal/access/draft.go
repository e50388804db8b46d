package access

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Draft is a form that somebody is writing. It is somebody's, or, where nobody was
// signed in any more when it came, of the browser that it came from.
type Draft struct {
	Person  improvement.PersonID `json:"-"`
	Browser Hash                 `json:"-"`    // of a cookie; empty for a person's
	Form    string               `json:"form"` // the path of its page
	Sealed  []byte               `json:"-"`    // by vault.SealBytes
	At      time.Time            `json:"at"`
}

// maxDraft bounds a draft, in bytes: the longest form has some texts of 20,000 characters.
const maxDraft = 1 << 20

// Check refuses a draft that cannot be kept.
func (d Draft) Check() error {
	if (d.Person == "") == (d.Browser == "") || d.Form == "" {
		return improvement.Refuse(improvement.Invalid, "", "A draft is of one form, and either a person's or a browser's.")
	}
	if len(d.Sealed) > maxDraft {
		return improvement.Refuse(improvement.Invalid, "", "This form is too long to be kept as a draft. Shorten it, or send it now.")
	}
	return nil
}

// Drafts keeps what is being written.
type Drafts interface {
	// PutDraft keeps one in the place of the one before.
	PutDraft(ctx context.Context, d Draft) error
	// Draft gives the draft of a form: of a person, or with "" of a browser.
	Draft(ctx context.Context, person improvement.PersonID, browser Hash, form string) (Draft, error)
	// DropDraft takes one away; one that is not there is gone.
	DropDraft(ctx context.Context, person improvement.PersonID, browser Hash, form string) error
	// DraftsOf lists somebody's, the latest first, without their content.
	DraftsOf(ctx context.Context, person improvement.PersonID) ([]Draft, error)
}

// Calendar is by which token programs read somebody's due dates.
type Calendar struct {
	Hash   Hash
	Person improvement.PersonID
	Made   time.Time
}

// NewCalendar makes one, and the token that stands in its address and is not kept.
func NewCalendar(person improvement.PersonID, now time.Time) (token string, c Calendar) {
	token = NewToken()
	return token, Calendar{HashOf(token), person, now}
}

// Calendars keeps them, one for each person.
type Calendars interface {
	// PutCalendar keeps one; the person's one before works no more.
	PutCalendar(ctx context.Context, c Calendar) error
	CalendarOwner(ctx context.Context, hash Hash) (improvement.PersonID, error)
	// CalendarOf gives somebody's.
	CalendarOf(ctx context.Context, person improvement.PersonID) (Calendar, error)
	// DropCalendar takes somebody's away; one that is not there is gone.
	DropCalendar(ctx context.Context, person improvement.PersonID) error
}
