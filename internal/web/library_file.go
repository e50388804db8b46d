package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
)

// fileEvidence files an item of evidence that belongs to no test; fileConversation what was
// heard where people came together.
var (
	fileEvidence     = filesItem("File evidence", "It belongs to a group or a locality, and to no test. All who work here can find it then.", "")
	fileConversation = filesItem("Record a conversation", "What was heard where people came together: where, when, how many, and what they said. Leave out names.", improvement.Conversation)
)

func filesItem(title, help string, kind improvement.EvidenceKind) asks {
	return asks{
		about: told{title, help},
		page: func(ctx context.Context, v *visit, f *form) (page, error) {
			p := &plainForm{asking: asking{f}, Title: title, Help: help, Send: "File it", Keeps: true, Crumbs: []crumb{{"Evidence", "/library"}}}
			if kind == "" {
				kinds := slices.DeleteFunc(slices.Clone(kindOptions), func(o option) bool { return o.Value == string(improvement.Conversation) })
				p.ask("radios", f.Choice("kind", "What is it?", "", kinds))
			}
			return p, v.askItem(ctx, p, kind, "")
		},
		do: func(ctx context.Context, v *visit, f *form) (string, error) {
			doc, err := document(f.values)
			if err != nil {
				return "", err
			}
			item, err := v.reader().Item(ctx, itemNamed(f.id(v)), kind, v.today(), doc)
			if err != nil {
				return "", err
			}
			item.Evidence.Files, err = v.attachTo(ctx, f, nil, func(files []improvement.File) error {
				would := item
				would.Evidence.Files = files
				return v.Registrar.Would(ctx, improvement.EvidenceSubject(item.Evidence.ID), v.who.Person, improvement.FileItem{Item: would})
			})
			if err != nil {
				return "", err
			}
			item.Evidence.ID = itemNamed(f.id(v))
			subject := improvement.EvidenceSubject(item.Evidence.ID)
			return libraryPath(improvement.ItemID(subject)), v.fileDirect(ctx, f, subject, improvement.FileItem{Item: item}, "Thank you. It is in the library.", nil)
		},
	}
}

// itemNamed names an item after the command that files it: sent twice it is one.
func itemNamed(command improvement.CommandID) string { return "e-" + string(command)[:18] }

// askItem asks for what an item of a kind says. lmg is known of one that is corrected.
func (v *visit) askItem(ctx context.Context, p *plainForm, kind improvement.EvidenceKind, lmg improvement.BodyID) error {
	f := p.Form
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return err
	}
	localities, err := v.bodiesOf(ctx, improvement.Locality, lmg)
	if err != nil {
		return err
	}
	p.ask("text", f.Field("title", "A short name for it", "For example: attendance by day of the week, Keith primary schools."))
	if lmg == "" {
		lmgs, err := v.bodiesOf(ctx, improvement.LMG, "")
		if err != nil {
			return err
		}
		p.ask("radios", f.Choice("lmg", "Which group is it for?", "", bodyOptions(lmgs)))
	}
	p.ask("select", f.Choice("locality", "Which locality is it about? (optional)", "Leave this if it is about all of them.", bodyOptions(localities)))
	p.ask("select", f.Choice("theme", "Which theme is it about? (optional)", "", themeOptions(themes)))
	if kind == improvement.Conversation {
		p.ask("text", f.Field("where", "Where was it?", "For example: Buckie library."))
		p.ask("number", f.Field("people", "How many took part?", ""))
		p.ask("words", f.Field("text", "What was heard?", ""))
		p.ask("text", f.May("source", "Who wrote it down?", "By their role, not their name."))
	} else {
		p.ask("words", f.Field("text", "What does it say?", ""))
		p.ask("text", f.Field("source", "Where does it come from?", "For example: education service, annual return."))
		p.ask("select", f.Choice("strength", "What does it rest on?", "Leave this where its kind tells it.", strengthOptions))
	}
	p.ask("date", f.Field("when", "On which day was it? (optional)", "Today, if you leave it out."))
	files := "Photos or files"
	if lmg != "" {
		files = "Further photos or files: those that it has stay"
	}
	p.ask("files", f.May(filesField, files, filesHint))
	p.ask("yes", f.Field("shows_people", "People can be recognised in them", ""))
	p.ask("text", f.May("consent", "Who agreed to be shown, and when?", consentHint))
	return nil
}

// evidenceItem reads the item of evidence in the address. What is hidden from whoever asks is
// as if it were not there.
func (v *visit) evidenceItem(ctx context.Context) (*improvement.EvidenceItem, error) {
	item := new(improvement.EvidenceItem)
	id := v.path("evidence")
	if improvement.CheckID("evidence", id) != nil {
		return nil, improvement.ErrNotFound
	}
	err := v.state(ctx, improvement.EvidenceSubject(id), item)
	if err == nil && !item.MayRead(v.who) {
		err = improvement.ErrNotFound
	}
	return item, err
}

// onItem is a form about an item of evidence.
func onItem(title, help, send, done string, questions func(ctx context.Context, v *visit, item *improvement.EvidenceItem, p *plainForm) error, command func(ctx context.Context, v *visit, f *form) (improvement.DirectCommand, error)) asks {
	return asks{
		about: told{title, help},
		page: func(ctx context.Context, v *visit, f *form) (page, error) {
			item, err := v.evidenceItem(ctx)
			if err != nil {
				return nil, err
			}
			p := &plainForm{asking: asking{f}, Title: title, Help: help, Send: send,
				Crumbs: []crumb{{"Evidence", "/library"}, {v.words.Line(item.Item.Title), libraryPath(improvement.ItemID(item.Subject()))}}}
			return p, questions(ctx, v, item, p)
		},
		do: func(ctx context.Context, v *visit, f *form) (string, error) {
			c, err := command(ctx, v, f)
			if err != nil {
				return "", err
			}
			subject := improvement.EvidenceSubject(v.path("evidence"))
			if err := v.fileDirect(ctx, f, subject, c, done, nil); err != nil {
				return "", err
			}
			if _, hides := c.(improvement.RaiseConcern); hides { // it is there for them no more
				return "/library", nil
			}
			return libraryPath(improvement.ItemID(subject)), nil
		},
	}
}

var evidenceUnsafe = onItem("Someone may be unsafe: hide this evidence", "It is hidden at once, and the safeguarding contact is told. Nobody else reads it until they have looked into it. If somebody is in danger now, call 999.",
	"Hide it and tell the safeguarding contact", "Thank you. It is hidden, and the safeguarding contact was told.",
	func(_ context.Context, _ *visit, _ *improvement.EvidenceItem, p *plainForm) error {
		p.ask("words", p.Form.May("why", "What worries you?", "Only the safeguarding contact reads it."))
		return nil
	},
	withWords("why", func(w improvement.Words) improvement.DirectCommand { return improvement.RaiseConcern{Why: w} }))

var settleEvidence = onItem("Settle a concern about evidence", "Say what you did, and whether the others may read it again. Only safeguarding contacts read your note.",
	"Settle it", "Thank you. It is settled.",
	func(_ context.Context, _ *visit, _ *improvement.EvidenceItem, p *plainForm) error {
		askSettle(p)
		return nil
	}, settle)

var correctEvidence = onItem("Correct evidence", "What you write is its next version. The earlier one stays on record, and can be read.", "Correct it", "Thank you. It is corrected.",
	func(ctx context.Context, v *visit, item *improvement.EvidenceItem, p *plainForm) error {
		if len(p.Form.values) == 0 {
			p.Form.values = v.asWritten(item)
		}
		p.Keeps = true
		p.ask("hidden", p.Form.Field("of", "", ""))
		if err := v.askItem(ctx, p, item.Item.Evidence.Kind, item.Item.LMG); err != nil {
			return err
		}
		p.ask("words", p.Form.Field("reason", "Why is it corrected?", "For example: the number of children was wrong."))
		return nil
	}, correctItem)

// asWritten are the fields of an item as it is, with its version.
func (v *visit) asWritten(item *improvement.EvidenceItem) url.Values {
	i, e := item.Item, item.Item.Evidence
	values := url.Values{}
	for name, value := range map[string]string{
		"of": strconv.Itoa(item.Versions), "title": v.words.Text(i.Title), "locality": string(i.Locality), "theme": string(i.Theme), "strength": string(i.Strength),
		"text": v.words.Text(e.Text), "source": v.words.Text(e.Source), "where": v.words.Text(e.Where),
		"when-day": string(e.When)[8:], "when-month": string(e.When)[5:7], "when-year": string(e.When)[:4],
	} {
		values.Set(name, value)
	}
	if i.People > 0 {
		values.Set("people", strconv.Itoa(i.People))
	}
	return values
}

// correctItem reads a further version: its files and its scores stay, and what people agreed
// to unless more was written of it.
func correctItem(ctx context.Context, v *visit, f *form) (improvement.DirectCommand, error) {
	was, err := v.evidenceItem(ctx)
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	for name, all := range f.values {
		if name != "of" && name != "reason" && name != filesField {
			values[name] = all
		}
	}
	values.Set("lmg", string(was.Item.LMG))
	doc, err := document(values)
	if err != nil {
		return nil, err
	}
	item, err := v.reader().Item(ctx, was.Item.Evidence.ID, was.Item.Evidence.Kind, v.today(), doc)
	if err != nil {
		return nil, err
	}
	e := was.Item.Evidence
	item.Evidence.Files, item.Place = e.Files, was.Item.Place
	item.Evidence.ShowsPeople = item.Evidence.ShowsPeople || e.ShowsPeople
	if item.Evidence.Consent.Empty() {
		item.Evidence.Consent = e.Consent
	}
	if len(e.Files) > 0 && f.value("of") != strconv.Itoa(was.Versions) {
		return nil, improvement.Refuse(improvement.Conflict, "", "Somebody else corrected this a moment ago. Read it as it is now, and correct that.")
	}
	of, err := strconv.Atoi(f.value("of"))
	if err != nil {
		return nil, improvement.Refuse(improvement.Invalid, "", "This form is not whole. Open it again from the page of the item.")
	}
	reason, err := v.Vault.Seal(ctx, "reason", v.who.Person, f.value("reason"))
	if err != nil {
		return nil, err
	}
	with := func(files []improvement.File) improvement.CorrectItem {
		item.Evidence.Files = files
		return improvement.CorrectItem{Item: item, Of: of, Reason: reason}
	}
	files, err := v.attachTo(ctx, f, e.Files, func(files []improvement.File) error {
		return v.Registrar.Would(ctx, was.Subject(), v.who.Person, with(files))
	})
	return with(files), err
}
