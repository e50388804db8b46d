package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// toldIfThere is said to whoever worries about something that is not there for them: it may
// be hidden, or made up, and which of them nobody learns. What they wrote of something
// hidden reaches the contact all the same.
const toldIfThere = "Thank you. If it is on record, the safeguarding contact is told, and nobody else."

// worried sends a concern. hidden tells that what it is about is not there for whoever asks.
func (v *visit) worried(send func() error, hidden bool) error {
	err := send()
	switch {
	case err == nil && hidden, isCode(err, improvement.NotFound), noSuch(err):
		v.say(toldIfThere)
		return nil
	default:
		return err
	}
}

// raiseConcern is about an item of a test.
var raiseConcern = asks{page: concernOnItem.page, do: func(ctx context.Context, v *visit, f *form) (string, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return "", err
	}
	hidden := isCode(t.Offers(improvement.RaiseEvidenceConcern{Item: v.path("item")}, v.who, v.Now()), improvement.NotFound)
	return concernOnItem.goesOn(v), v.worried(func() error { _, err := concernOnItem.do(ctx, v, f); return err }, hidden)
}}
