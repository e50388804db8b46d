package intake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// rehearsal plays commands against the pure aggregates, as the workflows do:
// time passes by moments, approvals open when the test asks, and their results
// come back.
type rehearsal struct {
	t        *testing.T
	dir      Directory
	round    *improvement.PrioritySetting
	ballots  []*improvement.Approval // of the round, while they are open
	test     *improvement.TestOfChange
	approval *improvement.Approval // of the test
	last     *improvement.Approval // of the test, that was decided last
	review   *improvement.QualityReview
	agreeing *improvement.Approval // of the review
	notices  []improvement.Notice
	verdicts []improvement.Verdict
	now      time.Time
}

func (r *rehearsal) actor(p improvement.PersonID) improvement.Actor {
	a := improvement.Actor{Person: p}
	for _, body := range r.dir.Members {
		for _, m := range body.Members {
			if m.Person == p {
				a.Roles = append(a.Roles, m)
			}
		}
	}
	for _, d := range r.dir.People {
		if d.Person.NamedAdult == p {
			a.HearsFor = append(a.HearsFor, d.Person.ID)
		}
	}
	return a
}

func (r *rehearsal) members(body improvement.BodyID) []improvement.Membership {
	i := slices.IndexFunc(r.dir.Members, func(m improvement.SetMembers) bool { return m.Body.ID == body })
	if i < 0 {
		return nil
	}
	return r.dir.Members[i].Members
}

func (r *rehearsal) body(id improvement.BodyID) improvement.Body {
	for _, b := range r.dir.Bodies {
		if b.Body.ID == id {
			return b.Body
		}
	}
	return improvement.Body{}
}

func (r *rehearsal) facts(c improvement.Charter) improvement.CharterFacts {
	facts := improvement.CharterFacts{
		Locality: r.body(c.Locality), LMG: r.body(c.LMG), Group: r.body(c.ActionGroup),
		LeadRoles: r.actor(c.Lead).Roles, Outcomes: core,
	}
	for _, theme := range r.dir.Themes {
		if theme.Theme.ID == c.Theme {
			facts.Theme = theme.Theme
		}
	}
	for _, p := range r.dir.Priorities {
		if p.Priority.ID == c.Priority {
			facts.Priority = p.Priority
		}
	}
	if r.round != nil {
		for _, effect := range r.round.Effects() {
			if recorded, agreed := effect.Event.(*improvement.PriorityRecorded); agreed && effect.Priority == c.Priority {
				facts.Priority = recorded.Priority
			}
		}
	}
	return facts
}

// file applies events as the record would hand them back.
func (r *rehearsal) file(l improvement.Lifecycle, by improvement.PersonID, events []improvement.Event) {
	r.t.Helper()
	r.keep(l, by, events)
	r.settle()
}

func (r *rehearsal) keep(l improvement.Lifecycle, by improvement.PersonID, events []improvement.Event) {
	r.t.Helper()
	filing, err := l.Filing("command", by, r.now, events)
	if err != nil {
		r.t.Fatal(err)
	}
	r.notices = append(r.notices, filing.Notices...)
	for _, entry := range filing.Entries {
		l.Apply(entry)
	}
}

// settle opens the approval that the test waits for, and brings a result back.
func (r *rehearsal) settle() {
	r.t.Helper()
	if r.approval != nil && r.approval.Closed() {
		a := r.approval
		r.approval, r.last = nil, a
		r.verdicts = append(r.verdicts, a.Result.Verdict)
		r.file(r.test, "", r.test.Conclude(a.Subject, *a.Result, r.now))
	}
	if r.test != nil && r.test.Stage == improvement.StageDecide && r.approval == nil {
		c := r.test.Charter
		r.approval = r.ask(r.test.Request(improvement.Panel(r.members(c.LMG), r.members(c.ActionGroup))).Seeing(r.found(c.ActionGroup)))
		r.settle()
	}
	r.settleRound()
	r.settleReview()
}

// ask opens an approval.
func (r *rehearsal) ask(request improvement.Request) *improvement.Approval {
	r.t.Helper()
	events, err := improvement.OpenApproval(request, r.now)
	if err != nil {
		r.t.Fatal(err)
	}
	a := new(improvement.Approval)
	r.keep(a, "", events)
	return a
}

// until lets time pass, moment by moment.
func (r *rehearsal) until(moment time.Time) {
	r.t.Helper()
	for {
		var next improvement.Lifecycle
		at := moment
		for _, l := range r.open() {
			if n := l.NextMoment(); !n.IsZero() && !n.After(at) {
				next, at = l, n
			}
		}
		if next == nil {
			break
		}
		r.now = at
		r.file(next, "", next.PassTime(at))
	}
	r.now = moment
}

func (r *rehearsal) open() []improvement.Lifecycle {
	var all []improvement.Lifecycle
	if r.test != nil && !r.test.Closed() {
		all = append(all, r.test)
	}
	if r.approval != nil {
		all = append(all, r.approval)
	}
	if r.round != nil && !r.round.Closed() {
		all = append(all, r.round)
	}
	if r.review != nil && !r.review.Closed() {
		all = append(all, r.review)
	}
	if r.agreeing != nil {
		all = append(all, r.agreeing)
	}
	for _, a := range r.ballots {
		all = append(all, a)
	}
	return all
}

func (r *rehearsal) launch(c improvement.Charter, by improvement.PersonID) error {
	r.t.Helper()
	events, err := improvement.Launch(c, r.facts(c), improvement.DefaultTerms(), holidays, r.actor(by), r.now)
	if err != nil {
		return err
	}
	r.test = new(improvement.TestOfChange)
	r.file(r.test, by, events)
	return nil
}

// do decides one command and files what it gives.
func (r *rehearsal) do(m Move, c Command) error {
	r.t.Helper()
	switch {
	case c.Launch != nil:
		return r.launch(*c.Launch, m.As)
	case c.OpenRound != nil:
		return r.openRound(*c.OpenRound, m.As)
	case c.Direct != nil || c.Commissions != nil || c.Issue != nil: // held by tests of their own
		return nil
	case c.OpenReview != nil:
		return r.openReview(*c.OpenReview, m.As)
	case c.Review != nil:
		events, err := r.review.Decide(c.Review, r.actor(m.As), r.now)
		if err == nil {
			r.file(r.review, m.As, events)
		}
		return err
	case c.Round != nil:
		events, err := r.round.Decide(r.withFacts(c.Round), r.actor(m.As), r.now)
		if err == nil {
			r.file(r.round, m.As, events)
		}
		return err
	case c.Approval != nil:
		a := r.decision(m.Of)
		if a == nil {
			return improvement.Refuse(improvement.WrongStage, "", "There is nothing to decide.")
		}
		events, err := a.Decide(c.Approval, r.actor(m.As), r.now)
		if err == nil {
			r.file(a, m.As, events)
		}
		return err
	}
	if a, is := c.Test.(improvement.ProposeAgreement); is {
		for i, p := range a.Parties {
			body := improvement.BodyState{Body: r.body(p.Body), Members: r.members(p.Body)}
			a.Parties[i].Kind, a.Parties[i].Role = body.Body.Kind, body.AnswersFor()
		}
	}
	if h, is := c.Test.(improvement.HandOver); is {
		h.ToRoles = r.actor(h.To).Roles
		c.Test = h
	}
	events, err := r.test.Decide(c.Test, r.actor(m.As), r.now)
	if err == nil {
		r.file(r.test, m.As, events)
	}
	return err
}

// decision is the one that a move names, or the one that is open.
func (r *rehearsal) decision(of string) *improvement.Approval {
	for _, a := range r.ballots {
		if of == "" || strings.HasSuffix(string(a.Subject), of) {
			return a
		}
	}
	if r.approval == nil && r.agreeing != nil {
		return r.agreeing
	}
	return r.approval
}

// play plays a whole story whose first day is day0, each move up to late hours
// after its time.
func play(t *testing.T, s Story, day0 improvement.Date, late time.Duration) *rehearsal {
	t.Helper()
	return playIn(t, s, day0, late, exampleDirectory(t))
}

// playIn is play, with the priorities of before alone.
func playIn(t *testing.T, s Story, day0 improvement.Date, late time.Duration, before Directory) *rehearsal {
	t.Helper()
	r := &rehearsal{t: t, dir: exampleDirectory(t)}
	r.dir.Priorities = before.Priorities
	r.now = s.Moves[0].Moment(day0)
	for i, m := range s.Moves {
		if i > 0 {
			r.until(m.Moment(day0).Add(late))
		}
		command, err := m.Command(t.Context(), openSealer{}, day0)
		if err != nil {
			t.Fatalf("line %d: %v", m.Line, err)
		}
		r.known(m, command.People())
		err = r.do(m, command)
		switch {
		case m.Refused == "" && err != nil:
			t.Fatalf("line %d, %s by %s on %s: %v", m.Line, m.Do, m.As, improvement.DateOf(r.now).Plain(), err)
		case m.Refused != "" && (err == nil || !strings.Contains(err.Error(), m.Refused)):
			t.Fatalf("line %d: want a refusal that contains %q, got %v", m.Line, m.Refused, err)
		}
	}
	return r
}

// known fails where a move names someone who is not in the directory.
func (r *rehearsal) known(m Move, people []improvement.PersonID) {
	r.t.Helper()
	for _, p := range append(people, m.As) {
		if p == "" {
			continue // it needs nobody
		}
		if !slices.ContainsFunc(r.dir.People, func(d improvement.RecordPerson) bool { return d.Person.ID == p }) {
			r.t.Errorf("line %d: %s is not in the directory", m.Line, p)
		}
	}
}

func (r *rehearsal) heard(kind improvement.NoticeKind) int {
	n := 0
	for _, notice := range r.notices {
		if notice.Kind == kind {
			n++
		}
	}
	return n
}
