package improvement_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

const eastNetwork BodyID = "east-network"

// letter drives one issue of a newsletter.
type letter struct {
	run
	issue *Issue
}

// openedIssue is East's of March 2026, which goes out on Tuesday the 10th.
func openedIssue(t reporter) *letter {
	t.Helper()
	issue := new(Issue)
	l := &letter{issue: issue}
	l.run = run{t: t, now: monday, life: issue, kind: KindNewsletter, moments: map[time.Time]bool{}, checked: l.checkIssue}
	network := Body{ID: eastNetwork, Kind: Network, Name: "East network", Parent: east}
	l.file("", []Event{OpenIssue(network, "2026-03", DefaultSchedule(), DefaultSections(), DefaultLadder(), holidays)})
	return l
}

// checkIssue holds whatever happens: readers see nothing that nobody took in, and nothing
// leaves before somebody approved it.
func (l *letter) checkIssue() {
	l.t.Helper()
	i := l.issue
	if (i.Stage == IssueApproved || i.Stage == IssueSending || i.Stage == IssueSent) != (i.Approver != "") {
		l.t.Fatalf("in %s the approver is %q", i.Stage, i.Approver)
	}
	if i.Stage == IssueSending && l.now.Before(i.Days.Send.Morning()) {
		l.t.Fatalf("it left at %s, before its day %s", l.now, i.Days.Send)
	}
	edition, err := i.Edition(func(f Found) (Story, bool, error) { return Story{Line: f.ID}, true, nil })
	if err != nil {
		l.t.Fatalf("edition: %v", err)
	}
	for _, s := range edition.Sections {
		for _, shown := range s.Items {
			if !slices.ContainsFunc(i.Items, func(item IssueItem) bool { return item.Title == shown.Title && item.State == ItemAccepted }) {
				l.t.Fatalf("readers see %q, which nobody took in", shown.Title.Sealed)
			}
			if shown.Until != "" && shown.Until < i.Days.Send {
				l.t.Fatalf("readers see what was over on %s", shown.Until)
			}
		}
	}
}

func (l *letter) try(who Actor, c IssueCommand) *Error {
	l.t.Helper()
	events, err := l.issue.Decide(c, who, l.now)
	if err != nil {
		refused, plain := Refusal(err)
		if !plain {
			l.t.Fatalf("%s: %v", c.CommandName(), err)
		}
		return refused
	}
	l.file(who.Person, events)
	return nil
}

func (l *letter) do(who Actor, c IssueCommand) {
	l.t.Helper()
	if refused := l.try(who, c); refused != nil {
		l.t.Fatalf("%s by %s: %v", c.CommandName(), who.Person, refused)
	}
}

// until lets time pass as the workflow does, and makes the draft when it falls due.
func (l *letter) until(moment time.Time, found ...Found) *letter {
	l.t.Helper()
	for {
		next := l.issue.NextMoment()
		if next.IsZero() || next.After(moment) {
			break
		}
		l.now = laterOf(l.now, next)
		l.pass()
		if l.issue.Stage == IssueDrafting && l.issue.Drafted.IsZero() {
			l.file("", []Event{DefaultSchedule().Drafted(nil, nil, found, holidays, l.now)})
		}
	}
	l.now = laterOf(l.now, moment)
	return l
}

// wholeIssue is edited, approved, reconsidered, approved again and sent.
func wholeIssue(t reporter) *letter {
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	l.do(officer, offer("i-2", "people"))
	l.until(at("2026-03-03 09:00"), news()...)
	l.do(helper, offer("i-3", "vacancies"))
	l.do(officer, EditItem{ItemEdited{Item: "i-1", Title: words("Spring walk"), Until: "2026-04-01", Section: "training"}})
	l.do(officer, AcceptItem{Item: "i-1", Section: "events"})
	l.do(officer, LeaveOutItem{Item: "i-3", Reason: words("Filled already")})
	l.do(officer, LeaveOutItem{Item: "j-1"})
	l.do(officer, ArrangeIssue{Order: []string{"i-2", "j-2"}})
	l.do(officer, WriteOpening{Note: words("Spring is near")})
	l.until(at("2026-03-06 12:00"))
	l.do(officer, ApproveIssue{})
	l.do(officer, ReconsiderIssue{Reason: words("A slip")})
	l.do(officer2, ApproveIssue{})
	l.until(at("2026-03-10 09:00"))
	l.file("", []Event{&IssueHandedOut{Readers: 5}})
	l.now = l.now.Add(time.Hour)
	l.file("", []Event{&IssueHasBeenSent{Delivered: Progress{Sent: 4, Failed: 1}}})
	return l
}

// lapsedIssue is one that nobody approves.
func lapsedIssue(t reporter) *letter {
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	return l.until(at("2026-04-01 10:00"), news()...)
}

func TestAnIssueIsSentOnItsDay(t *testing.T) {
	l := wholeIssue(t)
	if l.issue.Stage != IssueSent || l.issue.Approver != "officer-two" || l.issue.Summary().Outcome != "sent" {
		t.Errorf("it ended in %s, approved by %s", l.issue.Stage, l.issue.Approver)
	}
	edition, err := l.issue.Edition(func(f Found) (Story, bool, error) { return Story{Line: f.ID}, true, nil })
	if err != nil {
		t.Fatal(err)
	}
	var read []string
	for _, s := range edition.Sections {
		read = append(read, s.Title+": "+s.Note.Sealed)
		for _, n := range s.News {
			read = append(read, n.Line)
		}
		for _, i := range s.Items {
			read = append(read, i.Title.Sealed)
		}
	}
	want := []string{
		"A word to begin with: sealed:Spring is near", "Looking back: ", "j-2",
		"Events: ", "sealed:Spring walk", "New people: ", "sealed:About i-2",
	}
	if !slices.Equal(read, want) {
		t.Errorf("readers get %q, want %q", read, want)
	}
}

func TestTheOfficerIsAskedAndReminded(t *testing.T) {
	l := openedIssue(t)
	l.until(at("2026-03-03 09:00"), news()...)
	tasks := l.issue.Tasks()
	if len(tasks) != 1 || tasks[0].Body != east || tasks[0].Role != LWO || tasks[0].Due != "2026-03-09" || tasks[0].Says != "East network, March 2026" {
		t.Fatalf("tasks %+v", tasks)
	}
	heard := map[NoticeKind]int{}
	l.until(at("2026-04-01 10:00"))
	for _, n := range l.heard {
		heard[n.Kind]++
		if n.To.Body != east {
			t.Errorf("%s goes to %+v", n.Kind, n.To)
		}
	}
	if heard[NoticeTask] != 1 || heard[NoticeReminder] == 0 || heard[NoticeIssueLapsed] != 1 {
		t.Errorf("they heard %v", heard)
	}
}

// Where an LMG has no LWO, or one who does not answer, its chair hears of it.
func TestTheChairHearsOfADraftThatWaits(t *testing.T) {
	l := openedIssue(t).until(at("2026-03-31 12:00"), news()...)
	chairs := slices.DeleteFunc(slices.Clone(l.heard), func(n Notice) bool { return n.To.Role != Chair })
	if len(chairs) != 1 || chairs[0].To.Body != east || DateOf(chairs[0].SendAfter) != "2026-03-18" {
		t.Errorf("the chair hears %+v", chairs)
	}
}

func TestAMonthWithoutApprovalSendsNothing(t *testing.T) {
	l := lapsedIssue(t)
	if l.issue.Stage != IssueLapsed || l.issue.Covered() {
		t.Fatalf("it ended in %s", l.issue.Stage)
	}
	says := l.try(officer, ApproveIssue{})
	if says == nil || says.Code != WrongStage {
		t.Errorf("approved late: %v", says)
	}
	// The next one covers that time, and has what was offered.
	before, covered := CoveredBefore([]*Issue{l.issue}, "2026-04")
	now := at("2026-04-01 09:00")
	next := DefaultSchedule().Drafted(before, covered, nil, holidays, now)
	if len(next.Carried) != 1 || next.Previous != "" || l.issue.Since.IsZero() || !next.Since.Equal(l.issue.Since) {
		t.Errorf("the next begins %+v, want %s", next, l.issue.Since)
	}
	if much := DefaultSchedule().Drafted(before, nil, nil, holidays, now.AddDate(2, 0, 0)); !much.Since.Equal(now.AddDate(1, 0, 0)) {
		t.Errorf("after two years it begins %s", much.Since)
	}
	if first := DefaultSchedule().Drafted(nil, nil, nil, holidays, now); !first.Since.Equal(now.AddDate(0, -1, 0)) {
		t.Errorf("the first begins %s", first.Since)
	}
	sent := wholeIssue(t).issue
	before, covered = CoveredBefore([]*Issue{l.issue, sent}, "2026-04")
	next = DefaultSchedule().Drafted(before, covered, nil, holidays, now)
	if !next.Since.Equal(sent.Until) || next.Previous != sent.Subject() {
		t.Errorf("after one that was sent it begins %s, want %s", next.Since, sent.Until)
	}
}

// One that is approved after its day, when a reminder came at the very moment of it, goes
// out at once.
func TestALateApprovalGoesOutAtOnce(t *testing.T) {
	l := openedIssue(t).until(at("2026-03-12 10:00"), news()...)
	l.do(officer, ApproveIssue{})
	l.until(l.now.Add(time.Second))
	if l.issue.Stage != IssueSending {
		t.Errorf("it is %s", l.issue.Stage)
	}
}

func TestWhatIsRefusedOfAnIssue(t *testing.T) {
	drafted := func(t *testing.T) *letter {
		l := openedIssue(t)
		l.do(newcomer, offer("i-1", "events"))
		return l.until(at("2026-03-04 10:00"), news()...)
	}
	blank := func(t *testing.T) *letter { return openedIssue(t).until(at("2026-03-04 10:00")) }
	approved := func(t *testing.T) *letter {
		l := drafted(t)
		l.do(officer, ApproveIssue{})
		return l
	}
	kit := Actor{Person: "kit", NamedAdult: "lead", Roles: newcomer.Roles}
	item := func(change func(*IssueItem)) ContributeItem {
		c := offer("i-9", "events")
		change(&c.Item)
		return c
	}
	for name, c := range map[string]struct {
		of    func(*testing.T) *letter
		who   Actor
		what  IssueCommand
		code  Code
		field string
	}{
		"by nobody":                   {drafted, nobody, offer("i-9", "events"), NotAllowed, "as"},
		"by somebody under 16":        {drafted, kit, offer("i-9", "events"), NotAllowed, "as"},
		"by somebody without a role":  {drafted, Actor{Person: "stranger"}, offer("i-9", "events"), NotAllowed, "as"},
		"in no section":               {drafted, newcomer, offer("i-9", "sports"), Invalid, "section"},
		"in the opening":              {drafted, newcomer, offer("i-9", "opening"), Invalid, "section"},
		"without a title":             {drafted, newcomer, item(func(i *IssueItem) { i.Title = Words{} }), Invalid, "title"},
		"with a long title":           {drafted, newcomer, item(func(i *IssueItem) { i.Title = words(strings.Repeat("a", 201)) }), Invalid, "title"},
		"with a long text":            {drafted, newcomer, item(func(i *IssueItem) { i.Text = words(strings.Repeat("a", 1001)) }), Invalid, "text"},
		"over before it goes out":     {drafted, newcomer, item(func(i *IssueItem) { i.Until = "2026-03-09" }), Invalid, "until"},
		"over long ago":               {drafted, newcomer, item(func(i *IssueItem) { i.Until = "2020-01-01" }), Invalid, "until"},
		"under a name of the journal": {drafted, newcomer, offer("j-9", "events"), Invalid, "id"},
		"twice":                       {drafted, newcomer, offer("i-1", "events"), Conflict, "id"},
		"edited by who offered it":    {drafted, newcomer, EditItem{ItemEdited{Item: "i-1", Title: words("x")}}, NotAllowed, "as"},
		"edited into nothing":         {drafted, officer, EditItem{ItemEdited{Item: "i-1"}}, Invalid, "item"},
		"edited though the journal's": {drafted, officer, EditItem{ItemEdited{Item: "j-1", Title: words("x")}}, Invalid, "item"},
		"taken in by a chair":         {drafted, chair, AcceptItem{Item: "i-1"}, NotAllowed, "as"},
		"taken in by another's LWO":   {drafted, foreign, AcceptItem{Item: "i-1"}, NotAllowed, "as"},
		"taken in though not there":   {drafted, officer, AcceptItem{Item: "i-7"}, NotFound, "item"},
		"left out by a third":         {drafted, helper, LeaveOutItem{Item: "i-1"}, NotAllowed, "as"},
		"left out though not there":   {drafted, officer, LeaveOutItem{Item: "j-7"}, NotFound, "item"},
		"in no order":                 {drafted, officer, ArrangeIssue{}, Invalid, "order"},
		"in an order of twice one":    {drafted, officer, ArrangeIssue{Order: []string{"i-1", "i-1"}}, Invalid, "order"},
		"an empty note":               {drafted, officer, WriteOpening{}, Invalid, "note"},
		"a note too long":             {drafted, officer, WriteOpening{Note: long()}, Invalid, "note"},
		"approved by a member":        {drafted, newcomer, ApproveIssue{}, NotAllowed, "as"},
		"approved before its draft":   {func(t *testing.T) *letter { return openedIssue(t) }, officer, ApproveIssue{}, WrongStage, ""},
		"approved with nothing in it": {blank, officer, ApproveIssue{}, WrongStage, ""},
		"offered once approved":       {approved, newcomer, offer("i-9", "events"), WrongStage, ""},
		"edited once approved":        {approved, officer, EditItem{ItemEdited{Item: "i-1", Title: words("x")}}, WrongStage, ""},
		"approved twice":              {approved, officer, ApproveIssue{}, WrongStage, ""},
		"taken back by a chair":       {approved, chair, ReconsiderIssue{}, NotAllowed, "as"},
		"taken back though a draft":   {drafted, officer, ReconsiderIssue{}, WrongStage, ""},
	} {
		t.Run(name, func(t *testing.T) {
			says := c.of(t).try(c.who, c.what)
			if says == nil || says.Code != c.code || says.Field != c.field {
				t.Errorf("%v, want %s of %q", says, c.code, c.field)
			}
		})
	}
}

func TestWhenIssuesGoOut(t *testing.T) {
	s := DefaultSchedule()
	for _, c := range []struct {
		s      Schedule
		after  Period
		today  Date
		period Period
		days   IssueDays
	}{
		{s, "", "2026-02-02", "2026-02", IssueDays{"2026-02-03", "2026-02-10", "2026-02-28"}},
		{s, "2026-02", "2026-02-03", "2026-03", IssueDays{"2026-03-03", "2026-03-10", "2026-03-31"}},
		{s, "", "2026-05-11", "2026-05", IssueDays{"2026-05-01", "2026-05-11", "2026-05-31"}},                  // the 10th is a Sunday
		{Schedule{1, 1, 12}, "", "2026-01-03", "2026-01", IssueDays{"2025-12-16", "2026-01-05", "2026-01-14"}}, // 1 and 2 January; given up before the next draft
		{Schedule{1, 28, 1}, "2026-02", "2026-02-27", "2026-03", IssueDays{"2026-03-27", "2026-03-30", "2026-03-31"}},
		{Schedule{2, 10, 5}, "2026-02", "2026-02-05", "2026-04", IssueDays{"2026-04-02", "2026-04-10", "2026-04-30"}},
		{s, "2026-02", "2026-08-31", "2026-08", IssueDays{"2026-07-31", "2026-08-10", "2026-08-31"}}, // after a long outage
	} {
		p := c.s.Next(c.after, c.today, holidays)
		if days := c.s.Days(p, holidays); p != c.period || days != c.days {
			t.Errorf("after %q on %s: %s %v, want %s %v", c.after, c.today, p, days, c.period, c.days)
		}
	}
}

// An issue is over before the next one is drafted, whatever the settings: so what it
// covered, and what is left over of it, is known then.
func TestIssuesDoNotOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Schedule{Months: rapid.IntRange(1, 12).Draw(t, "months"), Day: rapid.IntRange(1, 28).Draw(t, "day"), AskDays: rapid.IntRange(1, MaxAskDays).Draw(t, "ask")}
		today := Date("2026-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "day of the year"))
		p := s.Next("", today, holidays)
		next := s.Next(p, today, holidays)
		this, then := s.Days(p, holidays), s.Days(next, holidays)
		if next <= p || this.Draft >= this.Send || this.Send > this.Lapse || this.Lapse >= then.Draft || this.Lapse < today {
			t.Fatalf("%s %v, then %s %v, on %s", p, this, next, then, today)
		}
	})
}

// Whatever people do and however time passes, an issue ends, and its invariants hold.
func TestAnyIssueEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := openedIssue(t)
		who := rapid.SampledFrom([]Actor{officer, newcomer, chair, helper, foreign})
		id := rapid.SampledFrom([]string{"i-1", "i-2", "j-1", "j-2", "i-none"})
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				l.try(who.Draw(t, "who"), offer(id.Draw(t, "id"), "events"))
			case 1:
				l.try(who.Draw(t, "who"), AcceptItem{Item: id.Draw(t, "id")})
			case 2:
				l.try(who.Draw(t, "who"), LeaveOutItem{Item: id.Draw(t, "id")})
			case 3:
				l.try(officer, EditItem{ItemEdited{Item: id.Draw(t, "id"), Title: words("New"), Until: "2026-03-20"}})
			case 4:
				l.try(officer, ArrangeIssue{Order: []string{id.Draw(t, "id")}})
			case 5, 6:
				l.try(officer, ApproveIssue{})
			case 7:
				l.try(officer, ReconsiderIssue{})
			case 9:
				l.try(who.Draw(t, "who"), ClaimIssue{Back: rapid.Bool().Draw(t, "back")})
			case 8:
				l.until(l.now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours"))*time.Hour), news()...)
			}
		}
		l.until(at("2026-04-02 10:00"), news()...)
		if l.issue.Stage == IssueSending {
			l.file("", []Event{&IssueHandedOut{Readers: 1}, &IssueHasBeenSent{Delivered: Progress{Sent: 1}}})
		}
		if !l.issue.Closed() {
			t.Fatalf("it is %s in April", l.issue.Stage)
		}
		l.verify()
	})
}
