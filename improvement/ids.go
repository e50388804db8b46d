package improvement

import (
	"fmt"
	"regexp"
	"strings"
)

// Identifiers are short, opaque and free of personal data: they stand in
// workflow IDs, logs and addresses.
type (
	// PersonID names a person.
	PersonID string
	// BodyID names a body.
	BodyID string
	// ThemeID names a theme.
	ThemeID string
	// PriorityID names a priority.
	PriorityID string
	// MeasureID names a measure within its test.
	MeasureID string
	// StepID names a step within its test: "<cycle>.<number>", or
	// "<cycle>.c<number>" for a condition of the LMG.
	StepID string
	// SubjectID names anything with a journal: "<kind>/<id>".
	SubjectID string
	// CommandID is unique per subject; a retry of a command carries the same.
	CommandID string
)

// Kind is the part of a SubjectID before the first slash.
type Kind string

// The kinds of subject.
const (
	KindTest     Kind = "test-of-change"
	KindApproval Kind = "approval"
	KindPerson   Kind = "person"
	KindBody     Kind = "body"
	KindTheme    Kind = "theme"
	KindPriority Kind = "priority"

	KindStrategic    Kind = "strategic-priority"
	KindRound        Kind = "priority-setting"
	KindCommission   Kind = "commission"
	KindEvidence     Kind = "evidence"
	KindVoice        Kind = "voice"
	KindReview       Kind = "quality-review"
	KindNewsletter   Kind = "newsletter"
	KindSubscription Kind = "subscription"
	KindDataRequest  Kind = "data-request"
)

// StrategicSubject is the subject of a strategic priority.
func StrategicSubject(id string) SubjectID { return of(KindStrategic, id) }

// RoundSubject is the subject (and workflow ID) of an LMG's round of priority setting.
func RoundSubject(lmg BodyID, round string) SubjectID { return of(KindRound, string(lmg), round) }

// CutRound gives the LMG and the round of a round's subject, and whether it is one.
func CutRound(s SubjectID) (lmg BodyID, round string, ok bool) {
	id, round, ok := strings.Cut(s.ID(), "/")
	return BodyID(id), round, ok && s.Kind() == KindRound
}

// CommissionSubject is the subject (and workflow ID) of a commission.
func CommissionSubject(id string) SubjectID { return of(KindCommission, id) }

// EvidenceSubject is the subject of an item of evidence that belongs to no test.
func EvidenceSubject(id string) SubjectID { return of(KindEvidence, id) }

// VoiceSubject is the subject of what somebody in the community said.
func VoiceSubject(id string) SubjectID { return of(KindVoice, id) }

// ReviewSubject is the subject (and workflow ID) of an LMG's quality review of a period.
func ReviewSubject(lmg BodyID, period string) SubjectID { return of(KindReview, string(lmg), period) }

// IssueSubject is the subject (and workflow ID) of one issue of a network's newsletter.
func IssueSubject(network BodyID, issue string) SubjectID {
	return of(KindNewsletter, string(network), issue)
}

// NewsletterID is the workflow ID of the standing newsletter of a network.
func NewsletterID(network BodyID) SubjectID { return of(KindNewsletter, string(network)) }

// SubscriptionSubject is the subject of somebody's subscription to a newsletter.
func SubscriptionSubject(id string) SubjectID { return of(KindSubscription, id) }

// DataRequestSubject is the subject (and workflow ID) of a data-protection request.
func DataRequestSubject(id string) SubjectID { return of(KindDataRequest, id) }

func of(kind Kind, parts ...string) SubjectID {
	return SubjectID(string(kind) + "/" + strings.Join(parts, "/"))
}

// Correspondent is the subject as one who hears, and whose words are sealed under a key
// of their own: somebody who gave an address and is nobody on record, such as who sent
// a voice. No person's identifier has a slash.
func (s SubjectID) Correspondent() PersonID { return PersonID(s) }

// Correspondent gives the subject that a correspondent stands for, and whether it is one.
func (p PersonID) Correspondent() (SubjectID, bool) {
	return SubjectID(p), strings.Contains(string(p), "/")
}

// TestSubject is the subject (and workflow ID) of a test of change.
func TestSubject(id string) SubjectID { return SubjectID(string(KindTest) + "/" + id) }

// ApprovalSubject is the subject (and workflow ID) of the nth approval, from 1,
// that a lifecycle asked for.
func ApprovalSubject(of SubjectID, n int) SubjectID {
	return SubjectID(fmt.Sprintf("%s/%s/%d", KindApproval, of, n))
}

// PersonSubject is the subject of a person.
func PersonSubject(id PersonID) SubjectID { return SubjectID(string(KindPerson) + "/" + string(id)) }

// BodySubject is the subject of a body, its memberships included.
func BodySubject(id BodyID) SubjectID { return SubjectID(string(KindBody) + "/" + string(id)) }

// ThemeSubject is the subject of a theme.
func ThemeSubject(id ThemeID) SubjectID { return SubjectID(string(KindTheme) + "/" + string(id)) }

// PrioritySubject is the subject of a priority.
func PrioritySubject(id PriorityID) SubjectID {
	return SubjectID(string(KindPriority) + "/" + string(id))
}

// Kind returns the subject's kind.
func (s SubjectID) Kind() Kind {
	kind, _, _ := strings.Cut(string(s), "/")
	return Kind(kind)
}

// ID returns the subject's identifier without its kind.
func (s SubjectID) ID() string {
	_, id, _ := strings.Cut(string(s), "/")
	return id
}

const longestID = 63 // characters of an identifier

var identifier = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// CheckID refuses an identifier that is not 1 to 63 of a-z, 0-9 and hyphens.
func CheckID(field, id string) error {
	if id == "" {
		return invalid(field, "This is empty. Give an identifier such as breakfast-club.")
	}
	if !identifier.MatchString(id) {
		return invalid(field, "%q is not an identifier. Use up to 63 small letters, digits and hyphens, such as breakfast-club.", clip(id))
	}
	return nil
}

var commandID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)

// CheckCommandID refuses a command ID that a client may not choose: those of
// filings by time have a slash or a name of their own.
func CheckCommandID(id CommandID) error {
	if commandID.MatchString(string(id)) && id != OpenCommand && id != WithdrawCommand {
		return nil
	}
	return invalid("command-id", "%q cannot name a command. Use 1 to 100 letters, digits, hyphens, dots and underscores.", clip(string(id)))
}

// The commands that a lifecycle files by itself, besides those that have a slash.
const (
	OpenCommand     CommandID = "open"
	WithdrawCommand CommandID = "withdraw"

	DraftCommand   CommandID = "issue/draft"
	HandOutCommand CommandID = "issue/hand-out"
	SentCommand    CommandID = "issue/sent"
)

// clip keeps what a refusal quotes back short.
func clip(s string) string {
	const most = 40
	runes := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}
