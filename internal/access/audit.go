package access

import (
	"context"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// What says what an entry of the audit is about.
type What string

// What is audited.
const (
	SignedIn       What = "sign-in"
	SignInFailed   What = "sign-in-failed"
	SignedOut      What = "sign-out"
	SignInsEnded   What = "sign-ins-ended" // on other devices, or by an administrator: about whom
	Refused        What = "refused"
	FromElsewhere  What = "cross-site" // another site had a browser send something
	TooOften       What = "too-often"
	Exported       What = "export"
	LinkMade       What = "link-made"
	LinkUsed       What = "link-used"
	LinksRevoked   What = "links-revoked"
	PasskeyAdded   What = "passkey-added"
	PasskeyRemoved What = "passkey-removed"
	IdentityAdded  What = "identity-added"
	CalendarMade   What = "calendar-made"
	CalendarEnded  What = "calendar-ended"
	FileKeptBack   What = "file-kept-back" // a virus was found: about which file, and what
)

// Audited is an entry of the audit, which is only ever added to. It outlasts whoever it
// names, so it has identifiers and paths alone: no words, addresses or tokens.
type Audited struct {
	Seq       int64                `json:"seq"` // given by the record
	At        time.Time            `json:"at"`
	Person    improvement.PersonID `json:"person,omitempty"` // empty: nobody who is known
	What      What                 `json:"what"`
	About     string               `json:"about,omitempty"` // a subject, or the path of a page
	How       How                  `json:"how,omitempty"`
	Reference string               `json:"reference,omitempty"` // the number that the person was shown
}

// maxAbout bounds what an entry is about, in bytes; the longest path of the house is shorter.
const maxAbout = 200

// Clean gives the entry as it may be kept: what follows ? or # in an address, where
// tokens and searched words stand, is left out, and so is the end of one that is too long.
func (a Audited) Clean() Audited {
	if at := strings.IndexAny(a.About, "?#"); at >= 0 {
		a.About = a.About[:at]
	}
	if len(a.About) > maxAbout {
		a.About = strings.ToValidUTF8(a.About[:maxAbout], "")
	}
	return a
}

// AuditFilter narrows a list of entries; empty fields do not.
type AuditFilter struct {
	Person improvement.PersonID
	What   What
	Since  time.Time
	Before int64 // a Seq: the entries before it, as for a next page
}

// Auditor keeps the audit.
type Auditor interface {
	Append(ctx context.Context, a Audited) error
	// Audit lists entries, the latest first.
	Audit(ctx context.Context, f AuditFilter, limit int) ([]Audited, error)
}
