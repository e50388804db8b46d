package improvement

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"
)

// Errors of a record, below the refusals that people see.
var (
	// ErrNotFound tells that nothing is on record under that name.
	ErrNotFound = errors.New("not on record")
	// ErrUnavailable tells that the record could not be reached; try again.
	ErrUnavailable = errors.New("the record cannot be reached")
	// ErrErased tells that the words' key was destroyed: they are gone for good.
	ErrErased = errors.New("erased")
)

// Filing is what one command did to one subject, filed in one transaction.
type Filing struct {
	Subject  SubjectID       `json:"subject"`
	Expected int             `json:"expected"` // the version that Entries follow
	Command  CommandID       `json:"command"`
	Entries  []Entry         `json:"entries"` // versions Expected+1, Expected+2, …; at least one
	State    json.RawMessage `json:"state"`   // after Entries
	Summary  Summary         `json:"summary"`
	Tasks    []Task          `json:"tasks,omitempty"`   // all that are open after Entries, keys unique
	Notices  []Notice        `json:"notices,omitempty"` // that Entries cause
	Links    []Link          `json:"links,omitempty"`   // that Entries add; a link once added stays
	Shelved  []Shelved       `json:"shelved,omitempty"` // items of the library that Entries add or change
	Taken    []Taken         `json:"taken,omitempty"`   // parts that people took by Entries

	Subscribers []Subscriber `json:"subscribers,omitempty"` // of newsletters, as they stand after Entries
	// Course is how a test of change goes after Entries, with the track of these alone: the
	// record adds what came before.
	Course *Course `json:"course,omitempty"`
}

// Filed is what the record holds after a filing.
type Filed struct {
	// Entries are those on record after Filing.Expected, ascending: the filing's
	// own, or those that were there already.
	Entries []Entry `json:"entries,omitempty"`
	// Held tells that Filing.Command is on record, now or from before. Where it is
	// not, others came first and the command must be decided again.
	Held bool `json:"held"`
}

// Summary is what lists show and filter a subject by.
type Summary struct {
	Open     bool      `json:"open"`
	Stage    string    `json:"stage,omitempty"`
	Title    Words     `json:"title,omitzero"`
	LMG      BodyID    `json:"lmg,omitempty"`
	Locality BodyID    `json:"locality,omitempty"`
	Theme    ThemeID   `json:"theme,omitempty"`
	Parent   SubjectID `json:"parent,omitempty"`  // what an approval serves; the priority of a test; the round of a priority
	Due      Date      `json:"due,omitempty"`     // the earliest open due day
	Outcome  string    `json:"outcome,omitempty"` // how it ended, or was decided: a direction, a verdict, a fate
}

// Listing is a line of a list of subjects.
type Listing struct {
	Subject SubjectID `json:"subject"`
	Version int       `json:"version"`
	Summary
}

// Filter narrows a list of subjects; a zero field does not.
type Filter struct {
	Kind     Kind
	Open     bool // open ones only
	Stage    string
	LMG      BodyID
	Locality BodyID
	Theme    ThemeID
	Parent   SubjectID
	// SinceAnchor keeps those that something was filed to since the last anchor.
	SinceAnchor bool
	// OverdueOn keeps those with an open task due before that day.
	OverdueOn Date
	// BegunBy keeps those that this person began: the first entry is theirs.
	BegunBy PersonID
	After   SubjectID // only those behind it, as the page before ended
	Limit   int       // the most to give; 0 gives all
}

// Recorder files what happened. File is idempotent by subject and command.
//
// It returns ErrUnavailable where the record cannot be reached: nothing is known
// then, and the same filing may be tried again. It never files a command twice,
// nor entries that do not follow Expected.
type Recorder interface {
	File(ctx context.Context, f Filing) (Filed, error)
}

// Reader answers from the record. A single thing that is not there is ErrNotFound.
type Reader interface {
	// Actor resolves a person's roles, and who hears for whom, with the roles of those
	// under 16.
	Actor(ctx context.Context, person PersonID) (Actor, error)
	// State gives a subject's version and state as JSON.
	State(ctx context.Context, subject SubjectID) (version int, state json.RawMessage, err error)
	// Journal gives a subject's entries after a version, ascending.
	Journal(ctx context.Context, subject SubjectID, after int) ([]Entry, error)
	// CommandEntry gives the last version that a command filed.
	CommandEntry(ctx context.Context, subject SubjectID, command CommandID) (version int, err error)
	// Members lists the memberships of a body, by role and person.
	Members(ctx context.Context, body BodyID) ([]Membership, error)
	// Missing gives those of the people who are not on record, or were erased.
	Missing(ctx context.Context, people []PersonID) ([]PersonID, error)
	// List gives subjects by ID.
	List(ctx context.Context, f Filter) ([]Listing, error)
	// Tasks lists a person's open tasks by due day, or everybody's where person is
	// empty; tasks of a role go to whoever holds it, those of someone under 16 to
	// their named adult, too.
	Tasks(ctx context.Context, person PersonID) ([]Task, error)
	// Outbox lists notices, newest first.
	Outbox(ctx context.Context, f OutboxFilter) ([]Delivery, error)
	// Clock is the record's clock.
	Clock(ctx context.Context) (Clock, error)
}

// DeliveryState says how far a notice has come.
type DeliveryState string

// The states of a notice in the outbox.
const (
	Waiting DeliveryState = "waiting"
	Handed  DeliveryState = "handed" // the mail server is taking it
	Unsure  DeliveryState = "unsure" // it gave no answer: it may have arrived, and is not sent again
	Sent    DeliveryState = "sent"
	Failed  DeliveryState = "failed" // given up after the last try; an administrator looks at it
)

// Delivery is a notice in the outbox: to one person.
type Delivery struct {
	ID        int64         `json:"id"`
	Person    PersonID      `json:"person"`        // who hears
	For       PersonID      `json:"for,omitempty"` // the under-16 whom a named adult hears for
	Notice    Notice        `json:"notice"`
	State     DeliveryState `json:"state"`
	Message   string        `json:"message,omitempty"` // the message that carries it
	Attempts  int           `json:"attempts,omitempty"`
	LastError string        `json:"last_error,omitempty"`
	SentAt    time.Time     `json:"sent_at,omitzero"`

	WithDigest time.Time `json:"with_digest,omitzero"` // when it leaves, where it waits for their digest
	Private    bool      `json:"private,omitempty"`    // what it says is left out: see ShownTo
}

// OutboxFilter narrows the outbox; a zero field does not.
type OutboxFilter struct {
	Person  PersonID
	State   DeliveryState
	Subject SubjectID
	Oldest  bool // oldest first, from after AfterID on
	AfterID int64
	Limit   int // 0 is 200
}

// Mention is an entry of a subject's journal.
type Mention struct {
	Subject SubjectID
	Entry   Entry
}

// Message is one or more notices to one person, claimed for delivery.
type Message struct {
	ID       string   `json:"id"` // stays the same over every attempt
	Person   PersonID `json:"person"`
	Attempts int      `json:"attempts"` // those before this one
	Notices  []Delivery
}

// Outbox is where the postman takes messages from.
type Outbox interface {
	// Claim takes up to limit messages whose notices are due at now (the record's
	// time) or whose lease ended at real, the most urgent first, and leases them
	// until the end of lease. Notices of one person leave together.
	Claim(ctx context.Context, now, real time.Time, lease time.Duration, limit int) ([]Message, error)
	// ClaimBulk takes messages of many alike, each of one notice, in the same way. Claim
	// leaves them alone: they leave when nothing else waits.
	ClaimBulk(ctx context.Context, now, real time.Time, lease time.Duration, limit int) ([]Message, error)
	// MarkHanded marks a message that waits as in the channel's hands. One of many alike
	// that is still there when its lease has ended, as where the process was killed, is
	// Unsure from the next ClaimBulk on. ErrNotFound where it does not wait.
	MarkHanded(ctx context.Context, message string) error
	// MarkSent marks messages as accepted by the channel; ErrNotFound where one is
	// not there.
	MarkSent(ctx context.Context, messages []string, now time.Time) error
	// MarkFailed keeps the error and tries again at retry (real time); a zero retry
	// gives up.
	MarkFailed(ctx context.Context, message, cause string, retry time.Time) error
}

// Blobs keeps attached files by the hash of their content.
type Blobs interface {
	// Store reads at most MaxFileSize bytes and gives the content's hash (SHA-256,
	// hexadecimal), size and sniffed media type. Storing the same content again
	// changes nothing. What a photo tells besides its picture is not stored. A larger
	// one is refused with an *Error, and a photo that is damaged.
	Store(ctx context.Context, content io.Reader) (hash string, size int64, mediaType string, err error)
	// Load gives the content; ErrNotFound where there is none, ErrErased where it was
	// erased, ErrChecking where it was not checked for viruses yet, and ErrHarmful where
	// one was found.
	Load(ctx context.Context, hash string) ([]byte, error)
}

// Keyring keeps each person's wrapped key. It sees wrapped keys only.
type Keyring interface {
	// Key gives a person's wrapped key: ErrNotFound where there is none yet,
	// ErrErased where it was destroyed.
	Key(ctx context.Context, person PersonID) ([]byte, error)
	// PutKey keeps a person's first key and gives the one on record, which is
	// another's where two came at once.
	PutKey(ctx context.Context, person PersonID, wrapped []byte) ([]byte, error)
	// Destroyed counts the keys that were destroyed, ever.
	Destroyed(ctx context.Context) (int, error)
}

// Sealer seals what a person writes.
type Sealer interface {
	// Seal refuses invalid UTF-8, control characters and more than MaxTextLength
	// characters with an *Error that names the field. Blanks around the text are cut.
	Seal(ctx context.Context, field string, author PersonID, text string) (Words, error)
}

// Opener opens sealed words for display.
type Opener interface {
	// Open gives the clear text; ErrErased where the author's key was destroyed.
	Open(ctx context.Context, w Words) (string, error)
}
