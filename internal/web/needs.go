package web

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Record is what pages read.
type Record interface {
	improvement.Reader
	// States gives the states of those of the subjects that are on record.
	States(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID]json.RawMessage, error)
	// StatesBy gives the states of what a filter keeps, in one query.
	StatesBy(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID]json.RawMessage, error)
	// Journals gives whole journals at once; of what is not on record none.
	Journals(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID][]improvement.Entry, error)
	// FileStates tells of files, by their hashes, whether they can be given out.
	FileStates(ctx context.Context, files []string) (map[string]improvement.FileState, error)
}

// Sender sends commands to the lifecycles. It refuses with *improvement.Error;
// improvement.ErrNotConfirmed tells that the same command may be sent again.
type Sender interface {
	Launch(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.Charter) (improvement.Receipt, error)
	Test(ctx context.Context, test string, id improvement.CommandID, as improvement.PersonID, c improvement.TestCommand) (improvement.Receipt, error)
	Approval(ctx context.Context, approval improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.ApprovalCommand) (improvement.Receipt, error)
	OpenRound(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.RoundCharter) (improvement.Receipt, error)
	Round(ctx context.Context, round improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.RoundCommand) (improvement.Receipt, error)
	Commission(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.CommissionCharter) (improvement.Receipt, error)
	OnCommission(ctx context.Context, commission improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.CommissionCommand) (improvement.Receipt, error)
	OpenReview(ctx context.Context, lmg improvement.BodyID, id improvement.CommandID, as improvement.PersonID) (improvement.Receipt, error)
	Review(ctx context.Context, review improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.ReviewCommand) (improvement.Receipt, error)
	Newsletter(ctx context.Context, issue improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.IssueCommand) (improvement.Receipt, error)
	RecordDataRequest(ctx context.Context, id improvement.CommandID, as improvement.PersonID, f improvement.DataRequestForm) (improvement.Receipt, error)
	OnDataRequest(ctx context.Context, request improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.DataRequestCommand) (improvement.Receipt, error)
}

// Registrar files what is done to subjects without a workflow. as is empty for what
// needs no account.
type Registrar interface {
	File(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.DirectCommand) (version int, err error)
	// AfterClosing files what is heard after a test was closed, too.
	AfterClosing(ctx context.Context, test improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.TestCommand) (version int, err error)
	// Would refuses what File would refuse, and files nothing.
	Would(ctx context.Context, subject improvement.SubjectID, as improvement.PersonID, c improvement.DirectCommand) error
}

// Vault seals what people write and opens it for display.
type Vault interface {
	improvement.Sealer
	improvement.Opener
	// SealBytes seals what somebody is writing, under their key, or under one of nobody's;
	// OpenBytes opens it again. What was sealed about one thing opens as no other.
	SealBytes(ctx context.Context, person improvement.PersonID, about string, data []byte) ([]byte, error)
	OpenBytes(ctx context.Context, person improvement.PersonID, about string, sealed []byte) ([]byte, error)
	// Mac marks an address, so that it is recognised while it is sealed.
	Mac(purpose, text string) ([]byte, error)
}

// Addresses finds people by the mark of their address.
type Addresses interface {
	PeopleAt(ctx context.Context, mark string) ([]improvement.PersonID, error)
}

// SessionStore keeps sessions by their hashed token; scs decides when.
type SessionStore interface {
	FindCtx(ctx context.Context, token string) (data []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error
	DeleteCtx(ctx context.Context, token string) error
	Find(token string) (data []byte, found bool, err error)
	Commit(token string, data []byte, expires time.Time) error
	Delete(token string) error
}
