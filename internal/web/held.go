package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// heldPage is where all that is held about somebody is given out, and erased.
type heldPage struct {
	Title  string
	Own    bool
	Erased string // the day, where they were erased
	Export string // where it is given out
	Erase  string // where it is erased, by whoever may
	Hand   string // where their work is handed over first
	Ask    string // where they ask for something
	Facts  []fact
}

func (p heldPage) head() head {
	of := head{Template: "held", Title: p.Title, Crumbs: []crumb{{"Data requests", dataRequestsPath}},
		Help: "All that is held can be given out as one file, to answer whoever asks for it. That it was given out stays on record."}
	if p.Own {
		of.Crumbs = []crumb{{"Your account", "/you"}}
	}
	return of
}

// heldPath is the page of what is held about somebody: a person, or who wrote in.
func heldPath(about improvement.PersonID) string {
	subject, wroteIn := about.Correspondent()
	if !wroteIn {
		subject = improvement.PersonSubject(about)
	}
	return "/held/" + string(subject.Kind()) + "/" + url.PathEscape(subject.ID())
}

// heldOf is whom the address means.
func (v *visit) heldOf() (improvement.PersonID, error) {
	kind, id := improvement.Kind(v.path("kind")), v.path("id")
	switch {
	case improvement.CheckID("id", id) != nil:
	case kind == improvement.KindPerson:
		return improvement.PersonID(id), nil
	case improvement.WritesIn(kind):
		return improvement.SubjectID(string(kind) + "/" + id).Correspondent(), nil
	}
	return "", improvement.ErrNotFound
}

// mayHold refuses whoever may not have what is held about somebody.
func (v *visit) mayHold(ctx context.Context, about improvement.PersonID) error {
	subject, wroteIn := about.Correspondent()
	if !wroteIn {
		return improvement.MayExport(v.who, about)
	}
	sent, err := v.sentIn(ctx, subject)
	if err != nil {
		return err
	}
	return improvement.MayExportCorrespondence(v.who, sent)
}

// sentIn reads what somebody who is nobody on record sent.
func (v *visit) sentIn(ctx context.Context, subject improvement.SubjectID) (improvement.Correspondence, error) {
	_, state, err := v.Record.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	d, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return nil, err
	}
	sent, is := d.(improvement.Correspondence)
	if !is {
		return nil, improvement.ErrNotFound
	}
	return sent, nil
}

// calledHeld is what somebody is called: by their name, or by what they sent. Their names
// were met.
func (v *visit) calledHeld(about improvement.PersonID) string {
	subject, wroteIn := about.Correspondent()
	switch {
	case !wroteIn:
		return v.words.Person(about)
	case subject.Kind() == improvement.KindVoice:
		return "Whoever sent the voice " + subject.ID()
	}
	return "Whoever hears from newsletters as " + subject.ID()
}

func showHeld(ctx context.Context, v *visit) (answer, error) {
	about, err := v.heldOf()
	if err != nil {
		return answer{}, err
	}
	if err := v.mayHold(ctx, about); err != nil {
		return answer{}, err
	}
	erasure, err := v.erasureOf(ctx, about)
	if err != nil {
		return answer{}, err
	}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person, about}, nil); err != nil {
		return answer{}, err
	}
	at := heldPath(about)
	p := heldPage{Title: "What is held: " + v.calledHeld(about), Own: about == v.who.Person, Export: at + "/export"}
	if p.Own {
		p.Title = "What is held about you"
	}
	if about == v.who.Person || v.hearsFor(about) {
		p.Ask = "/you/request"
	}
	if erasure != nil {
		p.Erased = improvement.DateOf(erasure.At).Plain()
	}
	unfinished := erasure == nil || erasure.Finished.IsZero()
	if unfinished && v.Held.MayErase(ctx, v.who.Person, about) == nil {
		p.Erase = at + "/erase"
		if _, wroteIn := about.Correspondent(); !wroteIn && erasure == nil {
			p.Hand = personPath(about) + "/hand-over"
		}
	}
	return show(p)
}

func (v *visit) hearsFor(about improvement.PersonID) bool {
	for _, child := range v.who.HearsFor {
		if child == about {
			return true
		}
	}
	return false
}

// erasureOf is what an erasure left of somebody; nil where there was none.
func (v *visit) erasureOf(ctx context.Context, about improvement.PersonID) (*improvement.Erasure, error) {
	if subject, wroteIn := about.Correspondent(); wroteIn {
		sent, err := v.sentIn(ctx, subject)
		if err != nil {
			return nil, err
		}
		return sent.WasErased(), nil
	}
	_, state, err := v.Record.State(ctx, improvement.PersonSubject(about))
	if err != nil {
		return nil, err
	}
	var p improvement.Person
	if err := json.Unmarshal(state, &p); err != nil {
		return nil, err
	}
	return p.Erased, nil
}

// exportHeld gives all that is held about somebody out as one file. It is filed, and
// audited, first.
func exportHeld(ctx context.Context, v *visit) (answer, error) {
	about, err := v.heldOf()
	if err != nil {
		return answer{}, err
	}
	write, err := v.Held.Gather(ctx, v.who, about)
	if err != nil {
		return answer{}, err
	}
	if err := v.audit(ctx, access.Audited{What: access.Exported, Person: v.who.Person, About: v.request.URL.Path}); err != nil {
		return answer{}, err
	}
	name := "held-" + strings.ReplaceAll(string(about), "/", "-") + "-" + string(v.today()) + ".zip"
	return answer{status: http.StatusOK, file: &file{Name: name, Type: "application/zip", Write: write}}, nil
}

var findingHeld = told{"Find what is held about somebody", "For whoever asks and is not among the people here: who sent a voice, or hears from a newsletter. People on record have it on their page."}

// findHeld looks for somebody whose data is asked for: who is on record, a voice, or an
// address that hears from newsletters.
var findHeld = asks{
	about: findingHeld,
	page: func(_ context.Context, _ *visit, f *form) (page, error) {
		p := &plainForm{asking: asking{f}, Title: findingHeld.title, Send: "Find it", Crumbs: []crumb{{"Data requests", dataRequestsPath}},
			Help: findingHeld.help}
		p.ask("text", f.May("voice", "The reference of a voice", "The one that whoever sent it was told."))
		p.ask("text", f.May("address", "Or an address that newsletters go to", "")) // of somebody else: no browser is to fill it in
		return p, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		voice, address := strings.TrimPrefix(f.value("voice"), string(improvement.KindVoice)+"/"), f.value("address")
		switch {
		case (voice == "") == (address == ""):
			return "", improvement.Refuse(improvement.Invalid, "voice", "Write one of the two: a reference, or an address.")
		case address != "":
			about, err := v.Held.At(ctx, v.who, address)
			if err != nil {
				return "", err
			}
			return heldPath(about), nil
		case improvement.CheckID("voice", voice) != nil:
			return "", improvement.Refuse(improvement.Invalid, "voice", "This is not the reference of a voice. It is long, and has small letters, digits and hyphens.")
		}
		about := improvement.VoiceSubject(voice).Correspondent()
		if err := v.mayHold(ctx, about); err != nil {
			return "", improvement.Refuse(improvement.NotFound, "voice", "There is no voice with this reference that you may answer for. Check that it was copied whole.")
		}
		return heldPath(about), nil
	},
}
