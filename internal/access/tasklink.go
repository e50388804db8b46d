package access

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// TaskLink is what a link in a letter allows: one person, one task. Nothing of it is
// kept; it is signed. Whether the task is open yet, and still theirs, the record says.
type TaskLink struct {
	Person  improvement.PersonID
	Subject improvement.SubjectID
	Task    string // its key
	Purpose Purpose
	SentTo  string // the ShortMark of the address; empty: not bound to one, as those of earlier releases
	Made    time.Time
	Expires time.Time
}

// Purpose says what a link is for. One that is for one thing opens no other.
type Purpose string

// What links are for.
const (
	DoTask   Purpose = ""      // do the task
	AddPhoto Purpose = "photo" // add one photo, or a few words, of it
)

// NewTaskLink is a link for a time that begins now.
func NewTaskLink(person improvement.PersonID, subject improvement.SubjectID, task string, lasts time.Duration, now time.Time) TaskLink {
	return TaskLink{Person: person, Subject: subject, Task: task, Made: now, Expires: now.Add(lasts)}
}

// Check refuses a link that ended, or was made before all of its person's were revoked.
func (l TaskLink) Check(voidBefore, now time.Time) error {
	if !now.Before(l.Expires) || !l.Made.After(voidBefore) {
		return errEnded
	}
	return nil
}

// CheckUse refuses a link that is for something else, and one that was sent to another
// address than its person has now: whoever reads there may be another by now.
func (l TaskLink) CheckUse(purpose Purpose, address string) error {
	switch {
	case l.Purpose != purpose:
		return errChanged
	case l.SentTo != "" && l.SentTo != address:
		return errEnded
	}
	return nil
}

// LastDay is the last day on which it works.
func (l TaskLink) LastDay() improvement.Date {
	return improvement.DateOf(l.Expires.Add(-time.Microsecond))
}

// ShortMark marks an address briefly, to tell whether it is the same one.
func ShortMark(m Marker, address string) (string, error) {
	mark, err := AddressMark(m, address)
	return mark[:min(len(mark), shortMark)], err
}

const shortMark = 16 // characters, of 4 bits each

// taskLinkVersion leads every token; another shape has another number, and other marks.
const taskLinkVersion = "1"

// minKey is how long a signer's key is at least, in bytes: that of its HMAC-SHA-256.
const minKey = sha256.Size

// Signer signs links to one task.
type Signer struct {
	Key []byte // 32 bytes, of this purpose alone
}

// signed is a TaskLink in a token. Its names are short, as it stands in an address.
type signed struct {
	Person  improvement.PersonID  `json:"p"`
	Subject improvement.SubjectID `json:"s"`
	Task    string                `json:"t"`
	Purpose Purpose               `json:"w,omitempty"`
	SentTo  string                `json:"a,omitempty"`
	Made    int64                 `json:"m"` // microseconds
	Expires int64                 `json:"e"`
}

// Sign gives the token of a link, which may stand in an address: version, content and
// mark. The mark covers the very bytes of both. It is an error only without a key.
func (s Signer) Sign(l TaskLink) (string, error) {
	content, err := json.Marshal(signed{l.Person, l.Subject, l.Task, l.Purpose, l.SentTo, l.Made.UnixMicro(), l.Expires.UnixMicro()})
	if err != nil {
		return "", err
	}
	text := taskLinkVersion + "." + base64.RawURLEncoding.EncodeToString(content)
	mark, err := s.mark(text)
	return text + "." + mark, err
}

// Read gives the link of a token. One that was changed, or ended, is refused with what
// to do. The caller asks for TaskLinksVoidBefore and Check besides, as no token knows
// that it was revoked.
func (s Signer) Read(token string, now time.Time) (TaskLink, error) {
	text, mark, whole := cutLast(token)
	want, err := s.mark(text)
	if err != nil {
		return TaskLink{}, err
	}
	// Marks are compared as they are written: decoding would take several spellings for one,
	// and a link is known by its token.
	if !whole || !hmac.Equal([]byte(mark), []byte(want)) {
		return TaskLink{}, errChanged
	}
	version, content, _ := strings.Cut(text, ".")
	data, err := base64.RawURLEncoding.DecodeString(content)
	var l signed
	if version != taskLinkVersion || err != nil || json.Unmarshal(data, &l) != nil {
		return TaskLink{}, errChanged
	}
	link := TaskLink{l.Person, l.Subject, l.Task, l.Purpose, l.SentTo, time.UnixMicro(l.Made).UTC(), time.UnixMicro(l.Expires).UTC()}
	return link, link.Check(time.Time{}, now)
}

// mark is what proves a text, as it stands in the token.
func (s Signer) mark(text string) (string, error) {
	if len(s.Key) < minKey {
		return "", fmt.Errorf("access: the key of links has %d bytes, not %d", len(s.Key), minKey)
	}
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("cairn task link " + text)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

var (
	errChanged = improvement.Refuse(improvement.NotFound, "",
		"This link is not whole. Copy all of it from the letter, or sign in to see the task.")
	errEnded = improvement.Refuse(improvement.NotAllowed, "", "This link does not work any more. Sign in to see the task.")
)

func cutLast(token string) (text, mark string, found bool) {
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return "", "", false
	}
	return token[:at], token[at+1:], true
}

// TaskLinks keeps from when on somebody's signed links count.
type TaskLinks interface {
	// RevokeTaskLinks ends all of somebody's links that were made until then.
	RevokeTaskLinks(ctx context.Context, person improvement.PersonID, at time.Time) error
	// TaskLinksVoidBefore is zero where none was ever revoked.
	TaskLinksVoidBefore(ctx context.Context, person improvement.PersonID) (time.Time, error)
}
