package web

import (
	"context"
	"maps"
	"mime/multipart"

	"github.com/cairnqi/cairn/improvement"
)

// observePage asks for evidence: an observation in one field, photos, and, where there is
// more to say of it, the rest.
type observePage struct {
	Text, Files               field
	People, Consent           field
	Kind, Source, Where, When field
	Open                      bool // the rest was written in
}

var observe = func() asks {
	form := ofTest{
		template: "test-observe", title: "Add what you saw", help: "A sentence or a photo is enough. It stands on the page of the test, with your name.",
		command: "evidence", send: "Add it", done: "Thank you. It is filed.", long: true,
		offered: func(*visit) improvement.TestCommand { return improvement.FileEvidence{} },
		fill:    func(_ context.Context, v *visit, p *testForm) error { p.Content = v.observePage(p.Form); return nil },
	}
	return asks{about: told{form.title, form.help}, page: form.page, do: form.fileEvidence}
}()

func (v *visit) observePage(f *form) observePage {
	if f.isBlank() {
		f.values.Set("kind", string(improvement.ObservationOf))
		f.putDay("when", v.today())
	}
	var kinds []option
	for _, k := range []improvement.EvidenceKind{improvement.ObservationOf, improvement.Voice, improvement.Document, improvement.Data, improvement.SelfEvaluation} {
		kinds = append(kinds, option{Value: string(k), Label: evidenceKinds[k]})
	}
	of := observePage{
		Text:    f.Field("text", "What did you see, hear or measure?", "For example: at 8.20 two fathers stayed and helped to clear up. Leave out names of people."),
		Files:   f.May(filesField, "Photos or files", filesHint),
		People:  f.Field("shows_people", "People can be recognised in them", ""),
		Consent: f.May("consent", "Who agreed to be shown, and when?", consentHint),
		Kind:    f.Choice("kind", "What is it?", "", kinds),
		Source:  f.May("source", "Where does it come from?", "For example: the register of the breakfast club."),
		Where:   f.May("where", "Where was it?", ""),
		When:    f.Field("when", "On which day?", "For example, 27 3 2027"),
	}
	for _, one := range []field{of.Kind, of.Source, of.Where, of.When} {
		of.Open = of.Open || one.Fault != ""
	}
	return of
}

// fileEvidence files the item with its files. Nothing is stored of what would be refused.
func (o ofTest) fileEvidence(ctx context.Context, v *visit, f *form) (string, error) {
	c, err := v.command(ctx, f, o.command)
	if err != nil {
		return "", err
	}
	filing := c.Test.(improvement.FileEvidence) //nolint:forcetypeassert // that is what "evidence" reads
	sent, err := v.sentFiles()
	if err != nil {
		return "", err
	}
	id := *f
	if len(sent) > 0 {
		if err := v.attach(ctx, &filing, sent); err != nil {
			return "", err
		}
		id.values = maps.Clone(f.values)
		for _, file := range filing.Evidence.Files { // other files make another command
			id.values.Add(filesField, file.Hash)
		}
	}
	receipt, err := v.Sender.Test(ctx, v.path("test"), id.id(v), v.who.Person, filing)
	if err != nil {
		return "", err
	}
	v.acknowledge(receipt, o.done)
	return o.goesOn(v), nil
}

// attach stores the files of an item that the test would take.
func (v *visit) attach(ctx context.Context, filing *improvement.FileEvidence, sent []*multipart.FileHeader) error {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return err
	}
	if filing.Evidence.Files, err = v.referTo(ctx, sent); err != nil {
		return err
	}
	would := *filing
	would.Evidence.ID = "unnamed" // the sender names it, after the command
	if _, err := t.Decide(would, v.who, v.Now()); err != nil {
		return err
	}
	return v.store(ctx, sent, filing.Evidence.Files)
}
