package improvement_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/cairnqi/cairn/improvement"
)

var eastLMG = Body{ID: east, Kind: LMG, Name: "East"}

// requested are words under the request's own key.
func requested(text string) Words {
	w := words(text)
	w.By = DataRequestSubject("r1").Correspondent()
	return w
}

func requestForm(kind DataRequestKind, received Date) DataRequestForm {
	return DataRequestForm{ID: "r1", Kind: kind, Body: east, From: requested("A parent, by letter"), Received: received}
}

func recordedRequest(t reporter, form DataRequestForm, now time.Time) *dataRequests {
	events, err := RecordDataRequest(form, DataRequestFacts{Body: eastLMG, Administrators: 1}, DefaultTerms(), holidays, admin, now)
	if err != nil {
		t.Fatalf("%v", err)
	}
	r := &dataRequests{t: t, d: new(DataRequest)}
	r.file(now, admin.Person, events)
	return r
}

// dataRequests is a request as a workflow would carry it, each filing checked.
type dataRequests struct {
	t       reporter
	d       *DataRequest
	journal []Entry
}

func (r *dataRequests) file(now time.Time, by PersonID, events []Event) {
	f, err := r.d.Filing("c", by, now, events)
	if err != nil {
		r.t.Fatalf("%v", err)
	}
	for _, e := range f.Entries {
		r.d.Apply(e)
		r.journal = append(r.journal, e)
	}
	folded, err := Fold(KindDataRequest, r.journal)
	if err != nil || string(folded) != string(f.State) || string(f.State) != string(stateOf(r.t, r.d)) {
		r.t.Fatalf("it folds to %s, is filed as %s: %v", folded, f.State, err)
	}
	if len(f.Tasks) != len(r.d.Tasks()) || f.Summary != r.d.Summary() {
		r.t.Fatalf("filed with %+v, %+v", f.Tasks, f.Summary)
	}
}

func TestTheDaysThatTheLawGives(t *testing.T) {
	for _, c := range []struct {
		kind     DataRequestKind
		received Date
		due      Date
		extended Date
	}{
		{DataComplaint, "2026-01-01", "2026-01-30", ""}, // the day of receipt is the first of 30
		{DataComplaint, "2025-12-20", "2026-01-18", ""}, // whatever the holidays, and a Sunday
		{AccessRequest, "2025-12-31", "2026-01-31", "2026-03-31"},
		{AccessRequest, "2026-01-31", "2026-02-28", "2026-04-30"}, // no such day: the last of the month
		{ErasureRequest, "2024-01-31", "2024-02-29", "2024-04-30"},
		{ErasureRequest, "2025-11-30", "2025-12-30", "2026-02-28"},
	} {
		now := c.received.AddDays(2).Morning()
		r := recordedRequest(t, requestForm(c.kind, c.received), now)
		if r.d.Due != c.due {
			t.Errorf("%s of %s is due %s, want %s", c.kind, c.received, r.d.Due, c.due)
		}
		events, err := r.d.Decide(ExtendRequest{Reason: words("Many files")}, admin, now)
		if (err == nil) != (c.extended != "") {
			t.Errorf("%s: extended: %v", c.kind, err)
		}
		if err == nil {
			if r.file(now, "admin", events); r.d.Due != c.extended {
				t.Errorf("%s of %s is extended until %s, want %s", c.kind, c.received, r.d.Due, c.extended)
			}
		}
	}
}

func TestWhatIsRefusedOfADataRequest(t *testing.T) {
	good := requestForm(AccessRequest, "2026-02-01")
	facts := DataRequestFacts{Body: eastLMG, Administrators: 1}
	record := func(change func(*DataRequestForm, *DataRequestFacts), who Actor) error {
		form, f := good, facts
		change(&form, &f)
		_, err := RecordDataRequest(form, f, DefaultTerms(), holidays, who, monday)
		return err
	}
	for field, change := range map[string]func(*DataRequestForm, *DataRequestFacts){
		"body":     func(_ *DataRequestForm, f *DataRequestFacts) { f.Administrators = 0 },
		"kind":     func(d *DataRequestForm, _ *DataRequestFacts) { d.Kind = "question" },
		"id":       func(d *DataRequestForm, _ *DataRequestFacts) { d.ID = "A b" },
		"from":     func(d *DataRequestForm, _ *DataRequestFacts) { d.From = Words{} },
		"received": func(d *DataRequestForm, _ *DataRequestFacts) { d.Received = DateOf(monday).AddDays(1) },
	} {
		if refused := refusalOf(t, record(change, admin)); refused.Field != field {
			t.Errorf("%s: %v", field, refused)
		}
	}
	if refused := refusalOf(t, record(func(_ *DataRequestForm, f *DataRequestFacts) { f.Body = Body{ID: "x", Kind: Network} }, admin)); refused.Field != "body" {
		t.Errorf("of a network: %v", refused)
	}
	if refused := refusalOf(t, record(func(d *DataRequestForm, _ *DataRequestFacts) { d.Says = words("Erase me") }, admin)); refused.Field != "from" {
		t.Errorf("words that would stay when the person is erased: %v", refused)
	}
	keep := func(*DataRequestForm, *DataRequestFacts) {}
	for _, who := range everybody {
		err := record(keep, who)
		if may := who.Is(east, Administrator, LWO, Clerk); (err == nil) != may {
			t.Errorf("%q: %v", who.Person, err)
		}
	}
	r := recordedRequest(t, good, monday)
	for _, who := range []Actor{chair, helper, nobody} {
		if _, err := r.d.Decide(CloseRequest{Done: words("Sent")}, who, monday); refusalOf(t, err).Code != NotAllowed {
			t.Errorf("closed by %q: %v", who.Person, err)
		}
	}
	late := Date("2026-03-02").Morning()
	if _, err := r.d.Decide(ExtendRequest{Reason: words("x")}, admin, late); refusalOf(t, err).Code != WrongStage {
		t.Errorf("extended after its month: %v", err)
	}
	if _, err := r.d.Decide(CloseRequest{}, admin, late); refusalOf(t, err).Field != "done" {
		t.Errorf("closed without a word: %v", err)
	}
}

// Whatever comes in whatever order: the fold is the state, a task is open as long as the
// request is, nobody under the law's days is told late, and what is closed stays closed.
func TestRandomDataRequests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]DataRequestKind{AccessRequest, ErasureRequest, DataComplaint}).Draw(t, "kind")
		now := monday
		r := recordedRequest(t, requestForm(kind, DateOf(now).AddDays(-rapid.IntRange(0, 60).Draw(t, "ago"))), now)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			closed := r.d.Closed()
			c := rapid.SampledFrom([]DataRequestCommand{
				AcknowledgeRequest{}, ExtendRequest{Reason: words("x")}, CloseRequest{Done: words("x")}, nil, nil, nil,
				ClaimDataRequest{}, ClaimDataRequest{Back: true},
			}).Draw(t, "do")
			if c == nil {
				next := r.d.NextMoment()
				if closed != next.IsZero() && closed {
					t.Fatalf("a closed request waits for %s", next)
				}
				now = now.Add(time.Duration(rapid.IntRange(1, 30*24).Draw(t, "hours")) * time.Hour)
				if events := r.d.PassTime(now); len(events) > 0 {
					r.file(now, "", events)
				}
				if next := r.d.NextMoment(); !next.IsZero() && !next.After(now) {
					t.Fatalf("%s is due and was not dealt with by %s", next, now)
				}
				continue
			}
			events, err := r.d.Decide(c, admin, now)
			if err == nil {
				r.file(now, "admin", events)
			}
			if closed && err == nil {
				t.Fatal("a closed request took a command")
			}
			if r.d.Closed() && r.d.Claim != (Claim{}) {
				t.Fatalf("it is closed, and is with %+v", r.d.Claim)
			}
			if open := len(r.d.Tasks()) == 1; open == r.d.Closed() {
				t.Fatalf("closed: %t, a task: %t", r.d.Closed(), open)
			}
			if kind == DataComplaint && r.d.Closed() && r.d.Acknowledged.IsZero() {
				t.Fatal("a complaint was closed and never acknowledged")
			}
		}
	})
}

// requestJournal is a complaint that was acknowledged late, and a request that was
// extended, one after the other, for the golden journals.
func requestJournal(t *testing.T) []Entry {
	t.Helper()
	r := recordedRequest(t, requestForm(DataComplaint, "2026-02-01"), monday)
	now := Date("2026-03-03").Morning().Add(time.Hour)
	r.file(now, "", r.d.PassTime(now))
	do := func(c DataRequestCommand) {
		events, err := r.d.Decide(c, admin, now)
		if err != nil {
			t.Fatalf("%v", err)
		}
		r.file(now, admin.Person, events)
	}
	do(AcknowledgeRequest{})
	do(CloseRequest{Done: words("We wrote to them")})
	return r.journal
}

func extendedJournal(t *testing.T) []Entry {
	t.Helper()
	r := recordedRequest(t, requestForm(AccessRequest, "2026-02-01"), monday)
	events, err := r.d.Decide(ExtendRequest{Reason: words("Many files")}, admin, monday)
	if err != nil {
		t.Fatalf("%v", err)
	}
	r.file(monday, admin.Person, events)
	return r.journal
}
