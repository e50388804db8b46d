package improvement_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// reporter is what both *testing.T and *rapid.T are.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// The world of these tests: East LMG, the locality Forres, one action group.
const (
	east      BodyID = "east"
	west      BodyID = "west"
	forres    BodyID = "forres"
	breakfast BodyID = "breakfast-group"
)

func member(p PersonID, body BodyID, roles ...Role) Actor {
	a := Actor{Person: p}
	for _, r := range roles {
		a.Roles = append(a.Roles, Membership{Body: body, Person: p, Role: r})
	}
	return a
}

var (
	officer   = member("officer", east, LWO)
	officer2  = member("officer-two", east, LWO)
	foreign   = member("officer-west", west, LWO)
	lead      = member("lead", breakfast, GroupLead)
	helper    = member("helper", breakfast, GroupMember)
	teacher   = Actor{Person: "teacher"} // has a step, belongs to no group
	chair     = member("chair", east, Chair)
	deputy    = member("deputy", east, Deputy)
	voter     = member("voter", east, Member)
	clerk     = member("clerk", east, Clerk)
	safe      = member("safe", east, Safeguarding)
	admin     = member("admin", east, Administrator)
	newcomer  = member("newcomer", "east-network", NetworkMember)
	nobody    = Actor{}
	everybody = []Actor{officer, officer2, foreign, lead, helper, teacher, chair, deputy, voter, clerk, safe, admin, newcomer, nobody}
)

// words is a text as sealed at the edge; only its length matters to rules.
func words(text string) Words {
	return Words{By: "lead", Length: len([]rune(text)), Sealed: "sealed:" + text}
}

func long() Words { return Words{By: "lead", Length: MaxTextLength + 1, Sealed: "sealed:long"} }

// holidays are those of Scotland that the stories meet.
var holidays = Calendar{Holidays: []Date{
	"2026-01-01", "2026-01-02", "2026-04-03", "2026-05-04", "2026-08-03", "2026-11-30", "2026-12-25", "2026-12-28",
}}

func at(moment string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", moment, London())
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// monday is when the stories begin.
var monday = at("2026-02-02 10:00")

func lawfulCharter() Charter {
	return Charter{
		ID: "breakfast", Kind: SmallTest, Title: words("Breakfast club"), Locality: forres, LMG: east,
		Theme: "poverty", Priority: "ready-to-learn",
		Aim:        Aim{What: words("Attendance"), ForWhom: words("P5"), HowMuch: words("from 84 to 92 %"), ByWhen: "2026-12-18"},
		ChangeIdea: words("Breakfast from 8:15"), TestedWith: words("one class"), Outcomes: []AnticipatedOutcome{{Text: words("calmer mornings")}},
		Measures: []Measure{
			{ID: "attendance", Kind: Outcome, Name: words("Monday attendance"), Unit: words("%"), Better: Higher},
			{ID: "waste", Kind: Balancing, Name: words("Food left over"), Better: Lower},
		},
		ActionGroup: breakfast, Lead: "lead", Costs: []Cost{{Kind: Money, Amount: 120}},
	}
}

func lawfulFacts() CharterFacts {
	return CharterFacts{
		LMG:      Body{ID: east, Kind: LMG, Name: "East"},
		Locality: Body{ID: forres, Kind: Locality, Name: "Forres", Parent: east},
		Group:    Body{ID: breakfast, Kind: ActionGroup, Name: "Breakfast", Parent: east},
		Theme:    Theme{ID: "poverty", Name: "Poverty"}, Priority: Priority{ID: "ready-to-learn", LMG: east, Theme: "poverty"},
		LeadRoles: lead.Roles,
	}
}

// lawfulPlan has two questions and one step of the teacher, due in a week.
func lawfulPlan(now time.Time) Plan {
	return Plan{
		Objective: words("Does it work at all?"),
		Questions: []Question{
			{Question: words("Do they come?"), Prediction: words("12 of 20"), Measure: "attendance"},
			{Question: words("Is it calmer?"), Prediction: words("yes")},
		},
		Steps: []PlannedStep{{What: words("Open the doors"), Who: "teacher", Due: DateOf(now).AddDays(7)}},
	}
}

func lawfulStudy() Study {
	return Study{
		Answers: []Answer{
			{Question: 1, Happened: words("14 came"), AsFound: "as-predicted"},
			{Question: 2, Happened: words("louder"), AsFound: "otherwise"},
		},
		Analyses: []Analysis{{Measure: "attendance", Says: words("no signal yet")}},
		Learned:  words("They come when friends come"),
		Outcomes: []OutcomeMark{{Outcome: "o1", Mark: OutcomeNotSeen}},
	}
}

func adapt(cycles int, until Date) Act {
	return Act{Direction: Adapt, Changes: words("Start at 8:00"), Cycles: cycles, Until: until, Costs: took}
}

func adopt() Act {
	return Act{Direction: Adopt, Implementation: words("All classes"), Sustain: words("In the school's budget"), Costs: took}
}

func abandon() Act { return Act{Direction: Abandon, Why: words("Nobody came"), Costs: took} }

// took is what a cycle took.
var took = []Cost{{Kind: VolunteerHours, Amount: 6}}

// aggregate is a lifecycle that lists its tasks.
type aggregate interface {
	Lifecycle
	Tasks() []Task
}

// run drives an aggregate as its workflow does, and checks at each step what
// must hold for every lifecycle.
type run struct {
	t       reporter
	now     time.Time
	life    aggregate
	kind    Kind
	version int
	journal []Entry
	written []string // the journal's entries as JSON, when they were filed
	notices []Notice // of the last filing
	heard   []Notice // of all filings
	moments map[time.Time]bool
	checked func()  // the aggregate's own invariants
	derived Derived // as the filings had it: the latest summary and tasks, all links and items
}

func stateOf(t reporter, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("as JSON: %v", err)
	}
	return b
}

// file files events and applies them.
func (r *run) file(by PersonID, events []Event) {
	r.t.Helper()
	before := stateOf(r.t, r.life)
	command := CommandID(fmt.Sprintf("c%d", r.version+1))
	filing, err := r.life.Filing(command, by, r.now, events)
	if err != nil {
		r.t.Fatalf("Filing: %v", err)
	}
	if got := stateOf(r.t, r.life); !bytes.Equal(got, before) {
		r.t.Fatalf("Filing changed the state:\n%s\n%s", before, got)
	}
	if filing.Expected != r.version || len(filing.Entries) != len(events) {
		r.t.Fatalf("Filing follows %d with %d entries, want %d with %d", filing.Expected, len(filing.Entries), r.version, len(events))
	}
	size := len(stateOf(r.t, filing))
	if size > payloadLimit || (by != "" && size > MaxFilingSize) {
		r.t.Fatalf("a filing by %q of %d bytes: %s", by, size, events[0].EventName())
	}
	for i, e := range filing.Entries {
		r.apply(e, r.version+1, events[i].EventName())
	}
	if live := stateOf(r.t, r.life); !bytes.Equal(live, filing.State) {
		r.t.Fatalf("the state filed is not the live one:\n%s\n%s", filing.State, live)
	}
	if live := stateOf(r.t, r.life.Tasks()); !bytes.Equal(live, stateOf(r.t, filing.Tasks)) {
		r.t.Fatalf("the tasks filed are not the live ones")
	}
	r.derived = Derived{filing.Summary, filing.Tasks, append(r.derived.Links, filing.Links...), append(r.derived.Shelved, filing.Shelved...), append(r.derived.Taken, filing.Taken...), filing.Subscribers, r.course(filing)}
	r.notices = filing.Notices
	r.heard = append(r.heard, filing.Notices...)
	r.checkLife()
}

// course is how a test goes by a filing and the track of those before.
func (r *run) course(filing Filing) *Course {
	if filing.Course == nil {
		return nil
	}
	var before Track
	if r.derived.Course != nil {
		before = r.derived.Course.Track
	}
	after := filing.Course.Following(before)
	return &after
}

// apply checks an entry's round trip and folds what came out of it.
func (r *run) apply(e Entry, version int, name string) {
	r.t.Helper()
	if e.Version != version || e.At.Location() != time.UTC {
		r.t.Fatalf("entry %s has version %d at %v, want %d in UTC", name, e.Version, e.At, version)
	}
	text := stateOf(r.t, e)
	var back Entry
	if err := json.Unmarshal(text, &back); err != nil {
		r.t.Fatalf("entry %s does not read back: %v", name, err)
	}
	if again := stateOf(r.t, back); !bytes.Equal(text, again) {
		r.t.Fatalf("entry %s does not round trip:\n%s\n%s", name, text, again)
	}
	if e.Event.Sentence(ByID{}) == "" {
		r.t.Errorf("event %s has no sentence", name)
	}
	r.life.Apply(e)
	r.version = version
	r.journal = append(r.journal, e)
	r.written = append(r.written, string(text))
}

func (r *run) checkLife() {
	r.t.Helper()
	keys := map[string]bool{}
	waiting := 0 // but for what is looked into after the end, too
	for _, task := range r.life.Tasks() {
		if !task.Private {
			waiting++
		}
		if keys[task.Key] {
			r.t.Fatalf("two tasks have the key %s", task.Key)
		}
		keys[task.Key] = true
		checkTask(r.t, task)
	}
	if r.life.Closed() && (waiting > 0 || !r.life.NextMoment().IsZero()) {
		r.t.Fatalf("closed, with %d tasks and the next moment %v", waiting, r.life.NextMoment())
	}
	if r.life.Closed() && r.life.PassTime(r.now.AddDate(9, 0, 0)) != nil {
		r.t.Fatalf("closed, and yet time brings something")
	}
	for _, n := range r.notices {
		if n.Cause == "" || n.Kind == "" || n.SendAfter.IsZero() || (n.To.Person == "" && (n.To.Body == "" || n.To.Role == "")) {
			r.t.Fatalf("a notice is not whole: %+v", n)
		}
	}
	r.checked()
}

func checkTask(t reporter, task Task) {
	t.Helper()
	switch {
	case task.Owner == "" && (task.Body == "" || task.Role == ""):
		t.Fatalf("task %s is nobody's", task.Key)
	case !task.Due.Valid():
		t.Fatalf("task %s has no due day: %q", task.Key, task.Due)
	case task.Opened.IsZero():
		t.Fatalf("task %s was never opened", task.Key)
	case task.NextReminder.IsZero() && !task.After.IsZero(), !task.After.IsZero() && !task.After.After(task.NextReminder):
		t.Fatalf("task %s announces %v, then %v", task.Key, task.NextReminder, task.After)
	}
}

// verify folds the journal as filed and compares it with the live state.
func (r *run) verify() {
	r.t.Helper()
	entries := make([]Entry, len(r.journal))
	for i, e := range r.journal {
		if now := string(stateOf(r.t, e)); now != r.written[i] {
			r.t.Fatalf("entry %d changed after it was filed:\n%s\n%s", i+1, r.written[i], now)
		}
		if err := json.Unmarshal([]byte(r.written[i]), &entries[i]); err != nil {
			r.t.Fatalf("entry %d: %v", i+1, err)
		}
	}
	folded, err := Fold(r.kind, entries)
	if err != nil {
		r.t.Fatalf("Fold: %v", err)
	}
	if live := stateOf(r.t, r.life); !bytes.Equal(folded, live) {
		r.t.Fatalf("the fold is not the live state:\n%s\n%s", folded, live)
	}
	r.verifyDerived(entries)
}

// verifyDerived makes what is kept beside the journal again, and compares it with what
// was filed.
func (r *run) verifyDerived(entries []Entry) {
	r.t.Helper()
	subject := SubjectID(string(r.kind) + "/x")
	if len(r.derived.Tasks) > 0 {
		subject = r.derived.Tasks[0].Subject
	}
	derived, err := Derive(subject, entries)
	if err != nil {
		r.t.Fatalf("Derive: %v", err)
	}
	if got, want := stateOf(r.t, derived), stateOf(r.t, r.derived); !bytes.Equal(got, want) {
		r.t.Fatalf("derived is\n%s\nand was filed\n%s", got, want)
	}
}

// pass lets time alone act once at now, as the workflow's timer does. The moment
// names the filing, so it must never come twice.
func (r *run) pass() bool {
	r.t.Helper()
	next := r.life.NextMoment()
	events := r.life.PassTime(r.now)
	if next.IsZero() || next.After(r.now) {
		if len(events) > 0 {
			r.t.Fatalf("time brought %s before %v", events[0].EventName(), next)
		}
		return false
	}
	if len(events) == 0 {
		r.t.Fatalf("at %v nothing came of the moment %v", r.now, next)
	}
	if r.moments[next] {
		r.t.Fatalf("the moment %v comes twice", next)
	}
	r.moments[next] = true
	r.file("", events)
	if r.life.NextMoment().Equal(next) {
		r.t.Fatalf("the next moment stays %v", next)
	}
	return true
}

// until lets time pass to a moment, waking at each moment that is due.
func (r *run) until(moment time.Time) {
	r.t.Helper()
	for i := 0; ; i++ {
		if i > 5000 {
			r.t.Fatalf("time does not get past %v", r.now)
		}
		next := r.life.NextMoment()
		if next.IsZero() || next.After(moment) {
			break
		}
		if next.After(r.now) {
			r.now = next
		}
		r.pass()
	}
	r.now = moment
}

// asleep jumps to a moment without waking in between: an outage.
func (r *run) asleep(moment time.Time) {
	r.t.Helper()
	r.now = moment
	for i := 0; r.pass(); i++ {
		if i > 10 {
			r.t.Fatalf("there is always more to do at %v", moment)
		}
	}
}

// must reads the refusal out of err, and that it is a kind, plain one.
func refusalOf(t reporter, err error) *Error {
	t.Helper()
	refused, ok := Refusal(err)
	if !ok {
		t.Fatalf("want a refusal, got %v", err)
	}
	if m := refused.Message; len(m) < 12 || !strings.HasSuffix(m, ".") || strings.Contains(m, "%!") {
		t.Errorf("not a plain sentence: %q", m)
	}
	return refused
}

// told lists who hears of a kind of notice in the last filing.
func (r *run) told(kind NoticeKind) []string {
	var who []string
	for _, n := range r.notices {
		if n.Kind == kind {
			who = append(who, nameOf(n.To))
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

func nameOf(to Recipient) string {
	if to.Person != "" {
		return string(to.Person)
	}
	return string(to.Body) + "/" + string(to.Role)
}
