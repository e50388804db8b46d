package workflows

import (
	"context"
	"errors"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// informed gives a concern about a test's evidence, or the answer to one, with what is on
// record beside it. Any other command stays as it is.
func (s *Sender) informed(ctx context.Context, test improvement.SubjectID, c improvement.TestCommand) (improvement.TestCommand, error) {
	return InformConcern(ctx, s.reader, test, c)
}

// InformConcern is for whoever files a concern without a workflow.
func InformConcern(ctx context.Context, r improvement.Reader, test improvement.SubjectID, c improvement.TestCommand) (improvement.TestCommand, error) {
	raise, raised := valueOf[improvement.RaiseEvidenceConcern](c)
	settle, settled := valueOf[improvement.SettleEvidenceConcern](c)
	if !raised && !settled {
		return c, nil
	}
	_, state, err := r.State(ctx, test)
	if errors.Is(err, improvement.ErrNotFound) {
		return c, nil // the sending says so
	}
	if err != nil {
		return nil, err
	}
	t, err := improvement.RestoreTest(state)
	if err != nil {
		return nil, err
	}
	evidence, err := filedEvidence(ctx, r, test, t, raise.Item+settle.Item)
	if errors.Is(err, improvement.ErrNotFound) {
		return c, nil // the test says so
	}
	if err != nil {
		return nil, err
	}
	if settled {
		settle.Evidence = &evidence
		return settle, nil
	}
	raise.Day = evidence.When
	members, err := r.Members(ctx, t.Charter.LMG)
	raise.NoContact = !slices.ContainsFunc(members, func(m improvement.Membership) bool { return m.Role == improvement.Safeguarding })
	return raise, err
}

// filedEvidence reads an item out of the test's journal; ErrNotFound where there is none.
func filedEvidence(ctx context.Context, r improvement.Reader, test improvement.SubjectID, t *improvement.TestOfChange, item string) (improvement.Evidence, error) {
	i := slices.IndexFunc(t.Evidence, func(e improvement.EvidenceRef) bool { return e.ID == item })
	if i < 0 {
		return improvement.Evidence{}, improvement.ErrNotFound
	}
	entries, err := r.Journal(ctx, test, t.Evidence[i].Entry-1)
	if err != nil {
		return improvement.Evidence{}, err
	}
	for _, entry := range entries {
		if filed, ok := entry.Event.(*improvement.EvidenceFiled); ok && filed.Evidence.ID == item {
			return filed.Evidence, nil
		}
	}
	return improvement.Evidence{}, improvement.ErrNotFound
}
