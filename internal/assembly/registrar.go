package assembly

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// Registrar files what is done to subjects without a workflow.
func (r *Record) Registrar() *steward.Registrar {
	return &steward.Registrar{Record: r.Store, Now: r.Now, Terms: r.Terms, Calendar: r.Calendars.Around}
}

// correspondent is somebody who gave an address and is nobody on record, such as who
// sent a voice. The kind of subject knows where they hear.
func (r *Record) correspondent(ctx context.Context, subject improvement.SubjectID) (improvement.Person, error) {
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return improvement.Person{}, err
	}
	direct, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return improvement.Person{}, err
	}
	p := improvement.Person{ID: subject.Correspondent()}
	if hears, ok := direct.(improvement.Addressed); ok {
		p.Email = hears.HearsAt()
	}
	return p, nil
}
