package improvement_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// hearingJournal is that of a person who chose twice, and was corrected in between.
func hearingJournal(t *testing.T) []Entry {
	t.Helper()
	var events []Event
	p := Person{ID: "kit", Name: words("Kit")}
	events = append(events, &PersonRecorded{Person: p})
	for _, how := range []Hearing{HearWeekly, HearDaily} {
		chosen, err := ChooseNotices{Person: "kit", How: how}.Decide(Actor{Person: "kit"}, p, nil)
		if err != nil || len(chosen) != 1 {
			t.Fatal(chosen, err)
		}
		events = append(append(events, chosen...), &PersonRecorded{Person: Person{ID: "kit", Name: words("Kit Example")}})
	}
	return Entries(0, "load", "kit", monday, events)
}

func TestAChoiceOutlivesACorrection(t *testing.T) {
	state, err := Fold(KindPerson, hearingJournal(t))
	if err != nil {
		t.Fatal(err)
	}
	var p Person
	if err := json.Unmarshal(state, &p); err != nil || p.Hearing != HearDaily || p.Name != words("Kit Example") {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestWhoChoosesHowSomebodyHears(t *testing.T) {
	const lmg, other = BodyID("lmg-a"), BodyID("lmg-b")
	lwoOf := func(b BodyID) Actor { return Actor{Person: "officer", Roles: []Membership{{b, "officer", LWO}}} }
	tests := []struct {
		name string
		who  Actor
		may  bool
	}{
		{"themself", Actor{Person: "kit"}, true},
		{"the adult named for them", Actor{Person: "adult", HearsFor: []PersonID{"kit"}}, true},
		{"an administrator", Actor{Person: "admin", Roles: []Membership{{other, "admin", Administrator}}}, true},
		{"their LWO", lwoOf(lmg), true},
		{"the LWO of another LMG", lwoOf(other), false},
		{"the chair of their LMG", Actor{Person: "chair", Roles: []Membership{{lmg, "chair", Chair}}}, false},
		{"someone else", Actor{Person: "ben"}, false},
		{"themself, under 16", Actor{Person: "kit", NamedAdult: "adult"}, false},
		{"themself, erased", Actor{Person: "kit", Erased: true}, false},
		{"nobody", Actor{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			events, err := ChooseNotices{Person: "kit", How: HearDaily}.Decide(tt.who, Person{ID: "kit"}, []BodyID{lmg})
			if tt.may != (err == nil && len(events) == 1) {
				t.Errorf("%v, %v", events, err)
			}
			if refused, is := Refusal(err); !tt.may && (!is || refused.Code != NotAllowed) {
				t.Errorf("refused with %v", err)
			}
		})
	}
}

func TestWhatCannotBeChosen(t *testing.T) {
	me := Actor{Person: "kit"}
	if _, err := (ChooseNotices{Person: "kit", How: "hourly"}).Decide(me, Person{ID: "kit"}, nil); code(err) != Invalid {
		t.Errorf("an unknown way: %v", err)
	}
	erased := Person{ID: "kit", Erased: &Erasure{}}
	if _, err := (ChooseNotices{Person: "kit", How: HearDaily}).Decide(admin, erased, nil); code(err) != Conflict {
		t.Errorf("of somebody erased: %v", err)
	}
	events, err := ChooseNotices{Person: "kit", How: HearDaily}.Decide(me, Person{ID: "kit", Hearing: HearDaily}, nil)
	if err != nil || len(events) > 0 {
		t.Errorf("the same again: %v, %v", events, err)
	}
}

func code(err error) Code {
	refused, is := Refusal(err)
	if !is {
		return ""
	}
	return refused.Code
}

// summerBreak has a Monday on which nobody works: 3 August 2026.
var summerBreak = Calendar{Holidays: []Date{"2026-08-03"}}

func TestWhenADigestLeaves(t *testing.T) {
	tests := []struct {
		name          string
		notice        Notice
		from          string // London
		daily, weekly string
	}{
		{"early on a working day", Notice{Kind: NoticeLaunched}, "2026-07-14 07:00", "2026-07-14 08:00", "2026-07-20 08:00"},
		{"at the very moment", Notice{Kind: NoticeLaunched}, "2026-07-20 08:00", "2026-07-20 08:00", "2026-07-20 08:00"},
		{"during the day", Notice{Kind: NoticeLaunched}, "2026-07-14 09:30", "2026-07-15 08:00", "2026-07-20 08:00"},
		{"on a Friday", Notice{Kind: NoticeLaunched}, "2026-07-17 16:00", "2026-07-20 08:00", "2026-07-20 08:00"},
		{"on a Sunday", Notice{Kind: NoticeLaunched}, "2026-07-19 07:00", "2026-07-20 08:00", "2026-07-20 08:00"},
		{"before a holiday", Notice{Kind: NoticeLaunched}, "2026-07-31 12:00", "2026-08-04 08:00", "2026-08-04 08:00"},
		{"on the holiday", Notice{Kind: NoticeLaunched}, "2026-08-03 09:00", "2026-08-04 08:00", "2026-08-04 08:00"},
		{"when the clocks go back", Notice{Kind: NoticeLaunched}, "2026-10-23 12:00", "2026-10-26 08:00", "2026-10-26 08:00"},
		{"a task due long after", Notice{Kind: NoticeTask, Due: "2026-07-31"}, "2026-07-14 09:30", "2026-07-15 08:00", "2026-07-20 08:00"},
		{"a task due before the week ends", Notice{Kind: NoticeTask, Due: "2026-07-17"}, "2026-07-14 09:30", "2026-07-15 08:00", "2026-07-14 09:30"},
		{"a task due with the weekly digest", Notice{Kind: NoticeTask, Due: "2026-07-20"}, "2026-07-14 09:30", "2026-07-15 08:00", "2026-07-14 09:30"},
		{"a task due tomorrow", Notice{Kind: NoticeTask, Due: "2026-07-15"}, "2026-07-14 09:30", "2026-07-14 09:30", "2026-07-14 09:30"},
		{"a reminder on the day", Notice{Kind: NoticeReminder, Due: "2026-07-14"}, "2026-07-14 09:05", "2026-07-14 09:05", "2026-07-14 09:05"},
		{"an approval that ends sooner", Notice{Kind: NoticeReopened, Due: "2026-07-16"}, "2026-07-14 09:30", "2026-07-15 08:00", "2026-07-14 09:30"},
		{"overdue", Notice{Kind: NoticeOverdue, Due: "2026-07-13"}, "2026-07-14 09:05", "2026-07-14 09:05", "2026-07-14 09:05"},
		{"somebody else's, overdue", Notice{Kind: NoticeEscalated, Due: "2026-07-13"}, "2026-07-14 09:05", "2026-07-14 09:05", "2026-07-14 09:05"},
		{"someone may be unsafe", Notice{Kind: NoticeUnsafe, Urgent: true}, "2026-07-14 22:00", "2026-07-14 22:00", "2026-07-14 22:00"},
		{"nobody named to hear of that", Notice{Kind: NoticeNoContact}, "2026-07-14 22:00", "2026-07-14 22:00", "2026-07-14 22:00"},
		{"a concern to be settled", Notice{Kind: NoticeReminder, TaskKind: TaskConcern, Due: "2026-07-31"}, "2026-07-14 09:05", "2026-07-14 09:05", "2026-07-14 09:05"},
		{"whatever is urgent", Notice{Kind: NoticeDecision, Urgent: true}, "2026-07-14 09:30", "2026-07-14 09:30", "2026-07-14 09:30"},
		{"word to stop", Notice{Kind: NoticePaused}, "2026-07-14 09:30", "2026-07-14 09:30", "2026-07-14 09:30"},
		{"a newsletter", Notice{Kind: NoticeNewsletter, Bulk: true}, "2026-07-14 09:30", "2026-07-14 09:30", "2026-07-14 09:30"},
		{"what nobody thought of", Notice{Kind: "sign-in"}, "2026-07-14 09:30", "2026-07-14 09:30", "2026-07-14 09:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := tt.notice
			n.SendAfter = inLondon(tt.from)
			for how, want := range map[Hearing]string{"": tt.from, HearAtOnce: tt.from, HearDaily: tt.daily, HearWeekly: tt.weekly} {
				if got := ByDigest(n, how, summerBreak); !got.Equal(inLondon(want)) {
					t.Errorf("%q leaves at %v, want %s", how, got.In(London()), want)
				}
			}
		})
	}
}

func inLondon(text string) time.Time {
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, London())
	if err != nil {
		panic(err)
	}
	return moment
}

// Whatever somebody chose: nothing leaves before its moment, nothing waits longer than the
// days off and a week, a digest leaves on a working morning, and no due day begins unheard.
func TestNoDueDayPassesUnheard(t *testing.T) {
	kinds := []NoticeKind{NoticeTask, NoticeReminder, NoticeOverdue, NoticeEscalated, NoticeDecision, NoticeReopened, NoticeUnsafe, NoticePaused, "new"}
	rapid.Check(t, func(t *rapid.T) {
		var c Calendar
		day := Date("2026-12-01")
		for range rapid.IntRange(0, 10).Draw(t, "holidays") {
			day = day.AddDays(rapid.IntRange(1, 6).Draw(t, "gap"))
			c.Holidays = append(c.Holidays, day)
		}
		at := inLondon("2026-12-01 00:00").Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "minutes")) * time.Minute)
		n := Notice{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), SendAfter: at, Urgent: rapid.Bool().Draw(t, "urgent")}
		if rapid.Bool().Draw(t, "has a due day") {
			n.Due = DateOf(at).AddDays(rapid.IntRange(-5, 30).Draw(t, "due in"))
		}
		how := rapid.SampledFrom(append(Hearings(), "")).Draw(t, "how")
		leaves := ByDigest(n, how, c)
		if leaves.Equal(at) {
			return
		}
		if leaves.Before(at) || n.Urgent || how == HearAtOnce || how == "" {
			t.Fatalf("%+v leaves at %v", n, leaves)
		}
		if on := leaves.In(London()); on.Hour() != 8 || on.Minute() != 0 || !c.Working(DateOf(leaves)) {
			t.Fatalf("a digest leaves at %v", on)
		}
		if n.Due != "" && !leaves.Before(n.Due.Start()) {
			t.Fatalf("due on %s, and heard at %v", n.Due, leaves)
		}
		if between := c.Between(DateOf(at), DateOf(leaves)); how == HearDaily && between > 1 || between > 5 {
			t.Fatalf("%s waits %d working days", how, between)
		}
	})
}

// Who hears at once is told nothing later than who hears daily, and they nothing later than who hears weekly.
func TestAShorterWaitIsNeverLonger(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := inLondon("2026-03-01 00:00").Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(t, "minutes")) * time.Minute)
		n := Notice{Kind: NoticeDecision, SendAfter: at}
		moments := []time.Time{ByDigest(n, HearAtOnce, Calendar{}), ByDigest(n, HearDaily, Calendar{}), ByDigest(n, HearWeekly, Calendar{})}
		if !slices.IsSortedFunc(moments, time.Time.Compare) {
			t.Fatalf("%v", moments)
		}
	})
}
