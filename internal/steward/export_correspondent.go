package steward

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// correspondentCard is where somebody who is nobody on record hears, and what they were
// told.
func (x *exporter) correspondentCard(ctx context.Context, subject improvement.SubjectID) error {
	c, err := correspondence(ctx, x.record, subject)
	if err != nil {
		return err
	}
	if err := improvement.MayExportCorrespondence(x.who, c); err != nil {
		return err
	}
	x.d.Erased = c.WasErased()
	if voice, is := c.(*improvement.CommunityVoice); is {
		x.contact = improvement.MayReadConcern(x.who, voice.Said.LMG)
	}
	if x.d.Email, err = x.open(ctx, c.HearsAt()); err != nil {
		return err
	}
	told, err := x.record.Told(ctx, x.d.Person)
	x.d.Told = append(x.d.Told, told...)
	return err
}

// ownEntry is an entry of what somebody sent in, for them: also while it waits to be read.
// What others said of their safety is for the safeguarding contact alone.
func (x *exporter) ownEntry(entry improvement.Entry) improvement.Entry {
	switch entry.Event.(type) {
	case *improvement.ConcernRaised, *improvement.ConcernSettled, *improvement.ConcernClaimed:
		if !x.contact {
			entry.Event = nil
		}
	}
	return entry
}
