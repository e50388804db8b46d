package improvement_test

import (
	"bytes"
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// waiting is a task that waits for several, of whatever lifecycle, with two of those for
// whom it does.
type waiting struct {
	one, two Actor
	role     Role
	body     BodyID
	try      func(who Actor, back bool) *Error
	tasks    func() []Task
	kind     TaskKind
	told     func() []Notice // by what was filed last
	end      func()
	after    Code // of a claim once it is done
}

// second is somebody else with a role.
func second(body BodyID, role Role) Actor { return member("second", body, role) }

// claimables are the tasks that wait for a role, by what they are.
func claimables(t *testing.T) map[string]waiting {
	return map[string]waiting{
		"the draft of a newsletter": draftToClaim(t), "a data request": requestToClaim(t, AccessRequest),
		"a complaint": requestToClaim(t, DataComplaint), "a request for evidence": evidenceToClaim(t),
		"a part in an agreement": partToClaim(t), "a meeting": meetingToClaim(t),
		"a concern about evidence of a test": concernToClaim(t), "a concern about an item": itemToClaim(t),
	}
}

func draftToClaim(t *testing.T) waiting {
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	l.until(at("2026-03-03 09:00"), news()...)
	return waiting{
		one: officer, two: officer2, role: LWO, body: east, kind: TaskNewsletter, after: WrongStage,
		try:   func(who Actor, back bool) *Error { return l.try(who, ClaimIssue{Back: back}) },
		tasks: func() []Task { return l.issue.Tasks() }, told: func() []Notice { return l.notices },
		end: func() { l.do(officer2, AcceptItem{Item: "i-1"}); l.do(officer2, ApproveIssue{}) },
	}
}

func requestToClaim(t *testing.T, kind DataRequestKind) waiting {
	r := recordedRequest(t, requestForm(kind, "2026-02-01"), monday)
	do := func(who Actor, c DataRequestCommand) *Error {
		events, err := r.d.Decide(c, who, monday)
		if err != nil {
			return refusalOf(t, err)
		}
		r.file(monday, who.Person, events)
		return nil
	}
	w := waiting{
		one: admin, two: second(east, Administrator), role: Administrator, body: east, kind: TaskAnswerData, after: WrongStage,
		try:   func(who Actor, back bool) *Error { return do(who, ClaimDataRequest{Back: back}) },
		tasks: func() []Task { return r.d.Tasks() }, told: func() []Notice { return nil },
		end: func() { do(admin, CloseRequest{Done: words("sent")}) },
	}
	if kind == DataComplaint {
		w.kind = TaskAcknowledge
		w.end = func() {
			do(admin, AcknowledgeRequest{})
			if r.d.Claim != (Claim{}) {
				t.Errorf("once acknowledged it is with %+v", r.d.Claim)
			}
			do(admin, CloseRequest{Done: words("sent")})
		}
	}
	return w
}

func evidenceToClaim(t *testing.T) waiting {
	s := openedRound(t).do(officer, AskEvidence{
		Question: words("Who comes?"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup, Parent: east}, Due: "2026-02-20",
	})
	return waiting{
		one: lead, two: second(breakfast, GroupLead), role: GroupLead, body: breakfast, kind: TaskAnswer, after: WrongStage,
		try:   func(who Actor, back bool) *Error { return s.try(who, ClaimRequest{Request: "r1", Back: back}) },
		tasks: func() []Task { return s.round.Tasks() }, told: func() []Notice { return s.notices },
		end: func() { s.do(officer, WaiveEvidence{Request: "r1", Reason: words("known")}) },
	}
}

func partToClaim(t *testing.T) waiting {
	s := proposedStory(t)
	return waiting{
		one: lead, two: second(breakfast, GroupLead), role: GroupLead, body: breakfast, kind: TaskAgreement, after: WrongStage,
		try: func(who Actor, back bool) *Error { return s.try(who, ClaimPart{Party: 4, Back: back}) },
		tasks: func() []Task {
			return slices.DeleteFunc(s.test.Tasks(), func(t Task) bool { return t.Item != "4" })
		},
		told: func() []Notice { return s.notices }, end: func() { s.do(lead, AgreeToPart{Party: 4}) },
	}
}

func meetingToClaim(t *testing.T) waiting {
	b := opened(t, 2)
	return waiting{
		one: clerk, two: second(east, Clerk), role: Clerk, body: east, kind: TaskMeeting, after: WrongStage,
		try:   func(who Actor, back bool) *Error { return b.try(who, ClaimMeeting{Back: back}) },
		tasks: func() []Task { return b.approval.Tasks() }, told: func() []Notice { return b.notices },
		end: func() { b.until(at("2026-03-01 12:00")) }, // it lapses
	}
}

func concernToClaim(t *testing.T) waiting {
	s := worried(t)
	return waiting{
		one: safe, two: second(east, Safeguarding), role: Safeguarding, body: east, kind: TaskConcern, after: NotFound,
		try:   func(who Actor, back bool) *Error { return s.try(who, ClaimEvidenceConcern{Item: "e1", Back: back}) },
		tasks: func() []Task { return s.concernTasks() }, told: func() []Notice { return s.notices },
		end: func() { s.do(safe, SettleEvidenceConcern{Item: "e1", Note: words("the school knows")}) },
	}
}

func itemToClaim(t *testing.T) waiting {
	k, item := filedItem(t)
	k.do(newcomer, RaiseConcern{Why: words("it names a child")})
	return waiting{
		one: safe, two: second(east, Safeguarding), role: Safeguarding, body: east, kind: TaskConcern, after: NotFound,
		try:   func(who Actor, back bool) *Error { return k.try(who, ClaimConcern{Back: back}) },
		tasks: func() []Task { return item.Tasks() }, told: func() []Notice { return k.last.Notices },
		end: func() { k.do(safe, SettleConcern{Note: words("the school knows")}) },
	}
}

func (w waiting) task(t *testing.T) Task {
	t.Helper()
	i := slices.IndexFunc(w.tasks(), func(t Task) bool { return t.Kind == w.kind })
	if i < 0 {
		t.Fatalf("there is no %s: %+v", w.kind, w.tasks())
	}
	return w.tasks()[i]
}

// TestWhoSeesToWhatWaitsForSeveral holds of each lifecycle that one of those for whom a task
// waits takes it, that the others see who has it, may take it over and do it all the same,
// and that whoever took it gives it back; nobody is told, nothing else of the task changes,
// and it ends with the task.
func TestWhoSeesToWhatWaitsForSeveral(t *testing.T) {
	for name, w := range claimables(t) {
		t.Run(name, func(t *testing.T) {
			was := w.task(t)
			with := func(who PersonID) {
				t.Helper()
				now := w.task(t)
				if now.Claimed != who {
					t.Errorf("it is with %q, want %q", now.Claimed, who)
				}
				if len(w.told()) > 0 {
					t.Errorf("somebody was told: %+v", w.told())
				}
				now.Claimed = ""
				if !bytes.Equal(stateOf(t, now), stateOf(t, was)) {
					t.Errorf("the task became\n%+v, it was\n%+v", now, was)
				}
			}
			does := func(who Actor, back bool) {
				t.Helper()
				if refused := w.try(who, back); refused != nil {
					t.Fatalf("%s: %v", who.Person, refused)
				}
			}
			refused := func(who Actor, back bool) {
				t.Helper()
				if r := w.try(who, back); r == nil || r.Code != Conflict {
					t.Errorf("%s, back %v: %v", who.Person, back, r)
				}
			}
			refused(w.one, true)
			does(w.one, false)
			with(w.one.Person)
			refused(w.one, false)
			refused(w.two, true)
			does(w.two, false)
			with(w.two.Person)
			does(w.two, true)
			with("")
			does(w.one, false)
			w.end()
			for _, task := range w.tasks() {
				if task.Claimed != "" {
					t.Errorf("what comes after it is with %s", task.Claimed)
				}
			}
			if r := w.try(w.two, false); r == nil || r.Code != w.after {
				t.Errorf("it is done, and taken: %v", r)
			}
		})
	}
}

// Only who holds the role that the task waits for takes it; to others a concern is as if it
// were not there.
func TestWhoMayTakeWhatWaitsForSeveral(t *testing.T) {
	for name, w := range claimables(t) {
		for _, who := range everybody {
			if who.Is(w.body, w.role) {
				continue
			}
			r := w.try(who, false)
			if r == nil || w.kind != TaskConcern && r.Code != NotAllowed || w.kind == TaskConcern && who.Person != "" && r.Code != NotFound {
				t.Errorf("%q takes %s: %v", who.Person, name, r)
			}
		}
	}
}

func TestWhatIsThereToTake(t *testing.T) {
	s := proposedStory(t)
	s.refuse(teacher, ClaimPart{Party: 2}, WrongStage, "") // their own
	s.refuse(lead, ClaimPart{}, Invalid, "party")
	s.refuse(lead, ClaimPart{Party: 5}, Invalid, "party")
	launched(t).refuse(lead, ClaimPart{Party: 1}, NotFound, "agreement")
	s.do(lead, ClaimPart{Party: 4})
	s.do(officer, shared(s.now)) // a changed version asks anew
	if p := s.test.Agreement.Parties[3]; p.Claim != (Claim{}) {
		t.Errorf("asked anew, it is with %+v", p.Claim)
	}
	s.do(lead, ClaimPart{Party: 4})
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.refuse(second(breakfast, GroupLead), ClaimPart{Party: 4}, WrongStage, "") // nothing waits in a pause
	s.do(officer, ResumeTest{})
	if p := s.test.Agreement.Parties[3]; p.Claim.By != "lead" || p.Claim.At.IsZero() {
		t.Errorf("after the pause it is with %+v", p.Claim)
	}
	s.do(officer, ReviewAgreement{Outcome: "ended", Reason: words("x")})
	s.refuse(lead, ClaimPart{Party: 4}, WrongStage, "")

	r := openedRound(t).do(officer, asking("teacher", "2026-02-20"))
	r.refuse(teacher, ClaimRequest{Request: "r1"}, WrongStage, "", "one person alone")
	r.refuse(teacher, ClaimRequest{Request: "r2"}, NotFound, "request", `no request "r2"`)

	l := openedIssue(t)
	if says := l.try(officer, ClaimIssue{}); says == nil || says.Code != WrongStage {
		t.Errorf("before its draft: %v", says)
	}
	b := opened(t, 5)
	b.refuse(clerk, ClaimMeeting{}, WrongStage, "") // they vote
	v, _ := spoken(t)
	v.refuse(safe, ClaimConcern{}, NotFound, "id")
	newKept(t, KindEvidence, new(EvidenceItem)).refuse(safe, ClaimConcern{}, NotFound, "id")
}

// A request that times out is nobody's any more; so is a meeting that cannot decide.
func TestAClaimEndsWithItsTask(t *testing.T) {
	s := openedRound(t).do(officer, AskEvidence{
		Question: words("Who comes?"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup, Parent: east}, Due: "2026-02-20",
	})
	s.do(lead, ClaimRequest{Request: "r1"})
	s.until(at("2026-03-20 12:00"))
	if r := s.round.Requests[0]; r.Status != RequestTimedOut || r.Claim != (Claim{}) {
		t.Errorf("timed out, it is %+v", r)
	}
	b := opened(t, 1)
	b.do(clerk, ClaimMeeting{})
	b.do(b.members[0], DeclareInterest{Because: words("my class")})
	if b.approval.Claim != (Claim{}) {
		t.Errorf("nobody may decide, and it is with %+v", b.approval.Claim)
	}
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	l.until(at("2026-03-03 09:00"), news()...)
	l.do(officer, ClaimIssue{})
	l.until(at("2026-04-01 10:00"))
	if l.issue.Stage != IssueLapsed || l.issue.Claim != (Claim{}) {
		t.Errorf("%s, it is with %+v", l.issue.Stage, l.issue.Claim)
	}
}

// That a contact looks into a concern is known to the contacts alone: no other learns by it
// that there is a concern.
func TestOnlyContactsKnowWhoLooksIntoAConcern(t *testing.T) {
	s := worried(t)
	course := s.derived.Course
	s.do(safe, ClaimEvidenceConcern{Item: "e1"})
	for _, who := range everybody {
		now := append(stateOf(t, s.test.ShownTo(who)), stateOf(t, s.test.For(who, s.journal))...)
		knows := bytes.Contains(now, []byte("concern-claimed")) || bytes.Contains(now, []byte(`"claim"`))
		if knows != (who.Person == "safe") {
			t.Errorf("%q knows of it: %v", who.Person, knows)
		}
	}
	if !bytes.Equal(stateOf(t, s.derived.Course), stateOf(t, course)) {
		t.Errorf("lists tell %+v, they told %+v", s.derived.Course, course)
	}
	k, item := filedItem(t)
	k.do(newcomer, RaiseConcern{Why: words("it names a child")})
	k.do(safe, ClaimConcern{})
	k.do(helper, RaiseConcern{Why: words("so it does")}) // raised again, it stays with who has it
	if item.Concern.Claim.By != "safe" || item.For(officer).Concern != nil || item.MayReadEntry(officer, k.journal[2]) || !item.MayReadEntry(safe, k.journal[2]) {
		t.Errorf("it is %+v", item.Concern)
	}
}

// Whose data request it is, and others, do not learn who does the work.
func TestWhoSeesToADataRequestIsTheirs(t *testing.T) {
	r := recordedRequest(t, requestForm(AccessRequest, "2026-02-01"), monday)
	events, err := r.d.Decide(ClaimDataRequest{}, admin, monday)
	if err != nil {
		t.Fatal(err)
	}
	r.file(monday, "admin", events)
	for _, who := range everybody {
		if shown := r.d.ShownTo(who).Claim != (Claim{}); shown != KeepsRequests(who, east) {
			t.Errorf("%q is shown it: %v", who.Person, shown)
		}
	}
}

func TestAClaimIsTold(t *testing.T) {
	for _, c := range []struct {
		event Event
		says  string
	}{
		{&IssueClaimed{By: "a"}, "said that they see to the newsletter"},
		{&IssueClaimed{}, "gave the newsletter back, for others to see to"},
		{&DataRequestClaimed{By: "a"}, "said that they see to the request"},
		{&RequestClaimed{Request: "r2", By: "a"}, "said that they see to request r2"},
		{&PartClaimed{Version: 2, Party: 1, Body: "east", By: "a"}, "said that they see to the part of east in version 2 of the shared agreement"},
		{&MeetingClaimed{}, "gave the meeting that decides back, for others to see to"},
		{&ConcernClaimed{By: "a"}, "said that they see to the concern"},
		{&ConcernClaimed{Item: "e1"}, "gave the concern about evidence e1 back, for others to see to"},
	} {
		if got := c.event.Sentence(ByID{}); got != c.says {
			t.Errorf("%s is told as %q, want %q", c.event.EventName(), got, c.says)
		}
	}
}

// claimJournals are stories in which each was taken, given back, taken over and done.
func claimJournals(t *testing.T, file func(*run) golden) map[string]golden {
	t.Helper()
	two := second(breakfast, GroupLead)
	l := openedIssue(t)
	l.do(newcomer, offer("i-1", "events"))
	l.until(at("2026-03-03 09:00"), news()...)
	for _, c := range []struct {
		who  Actor
		back bool
	}{{officer, false}, {officer, true}, {officer2, false}} {
		l.do(c.who, ClaimIssue{Back: c.back})
	}
	l.do(officer2, AcceptItem{Item: "i-1"})
	l.do(officer2, ApproveIssue{})
	s := proposedStory(t)
	s.do(lead, ClaimPart{Party: 4})
	s.do(two, ClaimPart{Party: 4})
	s.do(two, ClaimPart{Party: 4, Back: true})
	s.do(chair, ClaimPart{Party: 3})
	s.do(lead, AgreeToPart{Party: 4})
	r := openedRound(t).do(officer, AskEvidence{
		Question: words("Who comes?"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup, Parent: east}, Due: "2026-02-20",
	})
	r.do(lead, ClaimRequest{Request: "r1"}).do(lead, ClaimRequest{Request: "r1", Back: true}).do(two, ClaimRequest{Request: "r1"})
	r.do(lead, answering("r1", "evidence/x"))
	b := opened(t, 2)
	b.do(clerk, ClaimMeeting{})
	b.do(clerk, ClaimMeeting{Back: true})
	b.do(second(east, Clerk), ClaimMeeting{})
	w := worried(t)
	w.do(safe, ClaimEvidenceConcern{Item: "e1"})
	w.do(safe, ClaimEvidenceConcern{Item: "e1", Back: true})
	w.do(second(east, Safeguarding), ClaimEvidenceConcern{Item: "e1"})
	w.do(safe, SettleEvidenceConcern{Item: "e1", Note: words("the school knows")})
	k, _ := filedItem(t)
	k.do(newcomer, RaiseConcern{Why: words("it names a child")})
	k.do(safe, ClaimConcern{})
	d := requestJournalClaimed(t)
	return map[string]golden{
		"newsletter-claimed": file(&l.run), "agreement-claimed": file(&s.run), "priority-setting-claimed": file(&r.run),
		"approval-claimed": file(&b.run), "concern-claimed": file(&w.run), "evidence-claimed": direct(t, k),
		"data-request-claimed": {KindDataRequest, stateOf(t, d.journal), stateOf(t, d.d)},
	}
}

// requestJournalClaimed is a complaint that one administrator acknowledged and another saw to.
func requestJournalClaimed(t *testing.T) *dataRequests {
	t.Helper()
	r := recordedRequest(t, requestForm(DataComplaint, "2026-02-01"), monday)
	two := second(east, Administrator)
	for _, c := range []struct {
		who  Actor
		does DataRequestCommand
	}{
		{admin, ClaimDataRequest{}}, {admin, ClaimDataRequest{Back: true}}, {two, ClaimDataRequest{}},
		{admin, AcknowledgeRequest{}}, {admin, ClaimDataRequest{}},
	} {
		events, err := r.d.Decide(c.does, c.who, monday)
		if err != nil {
			t.Fatalf("%s: %v", c.does.CommandName(), err)
		}
		r.file(monday, c.who.Person, events)
	}
	return r
}
