package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// TestPeopleAskForThemselves holds who may record a request: those who see to it, people for
// themselves, and the adult named for somebody under 16; and what each may read of it.
func TestPeopleAskForThemselves(t *testing.T) {
	cook := Actor{Person: "cook", HearsFor: []PersonID{"pupil"}}
	today := DateOf(monday)
	facts := DataRequestFacts{Body: eastLMG, Administrators: 1}
	for name, c := range map[string]struct {
		about    PersonID
		received Date
		refused  Code
	}{
		"themselves":             {"cook", today, ""},
		"who is theirs":          {"pupil", today, ""},
		"another":                {"parent", today, NotAllowed},
		"nobody in particular":   {"", today, NotAllowed},
		"as of another day":      {"cook", today.AddDays(-20), Invalid},
		"a child of another day": {"pupil", today.AddDays(1), Invalid},
	} {
		form := requestForm(CorrectionRequest, c.received)
		form.About = c.about
		_, err := RecordDataRequest(form, facts, DefaultTerms(), holidays, cook, monday)
		refused, _ := Refusal(err)
		if c.refused == "" && err != nil || c.refused != "" && (refused == nil || refused.Code != c.refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	form := requestForm(CorrectionRequest, today)
	form.About = "cook"
	events, err := RecordDataRequest(form, facts, DefaultTerms(), holidays, cook, monday)
	if err != nil {
		t.Fatal(err)
	}
	r := &dataRequests{t: t, d: new(DataRequest)}
	r.file(monday, cook.Person, events)
	if r.d.Due <= today.AddDays(27) || r.d.Due > today.AddDays(31) {
		t.Errorf("a correction is due %s", r.d.Due)
	}
	if own := r.d.ShownTo(cook); own.From.Empty() || own.About != "cook" {
		t.Errorf("who asked does not read it: %+v", own)
	}
	if other := r.d.ShownTo(Actor{Person: "parent"}); !other.From.Empty() || other.About != "" {
		t.Errorf("another reads it: %+v", other)
	}
	if _, err := r.d.Decide(AcknowledgeRequest{}, cook, monday); err == nil {
		t.Error("who asked answers it")
	}
	r2, err := r.d.Decide(CloseRequest{Done: requested("We put it right.")}, admin, monday)
	if err != nil {
		t.Fatal(err)
	}
	r.file(monday, admin.Person, r2)
	if own := r.d.ShownTo(cook); !own.Done.Empty() {
		t.Error("the office's note is shown to whoever asked")
	}
}
