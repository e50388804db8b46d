package main

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
)

// casts is how many LMGs, each with its people, share the lifecycles: so many that
// notices to one person seldom gather in one message.
const casts = 32

const (
	theme    improvement.ThemeID    = "wellbeing"
	priority improvement.PriorityID = "friends"
	visits   improvement.MeasureID  = "visits"
)

// cast is one LMG with its people: a chair, a deputy and a member who vote, an
// LWO, and an action group of a lead and a volunteer.
type cast struct {
	lmg, locality, group improvement.BodyID
	priority             improvement.PriorityID
	lwo, lead, volunteer improvement.PersonID
	panel                [ballots]improvement.PersonID
}

func castOf(nth int) cast {
	nth %= casts
	name := func(what string) string { return fmt.Sprintf("%s-%d", what, nth) }
	person := func(what string) improvement.PersonID { return improvement.PersonID(name(what)) }
	return cast{
		lmg: improvement.BodyID(name("lmg")), locality: improvement.BodyID(name("locality")),
		group: improvement.BodyID(name("group")), priority: improvement.PriorityID(name(string(priority))),
		lwo: person("lwo"), lead: person("lead"), volunteer: person("volunteer"),
		panel: [ballots]improvement.PersonID{person("chair"), person("deputy"), person("member")},
	}
}

// loadCasts files everybody, as `starter load` would.
func loadCasts(ctx context.Context, r *assembly.Record) error {
	commands := []steward.Command{improvement.RecordTheme{Theme: improvement.Theme{ID: theme, Name: "Wellbeing"}}}
	for nth := range casts {
		of, err := castOf(nth).commands(ctx, r)
		if err != nil {
			return err
		}
		commands = append(commands, of...)
	}
	d := steward.Directory{Record: r.Store, Opener: r.Vault, Now: r.Now}
	_, err := d.Load(ctx, castOf(0).lwo, commands)
	return err
}

func (c cast) commands(ctx context.Context, r *assembly.Record) ([]steward.Command, error) {
	var all []steward.Command
	for _, p := range append([]improvement.PersonID{c.lwo, c.lead, c.volunteer}, c.panel[:]...) {
		s := &pen{ctx: ctx, vault: r.Vault, by: p}
		person := improvement.Person{ID: p, Name: s.words(string(p)), Email: s.words(string(p) + "@example.org")}
		if s.err != nil {
			return nil, s.err
		}
		all = append(all, improvement.RecordPerson{Person: person})
	}
	body := func(id improvement.BodyID, kind improvement.BodyKind, parent improvement.BodyID) improvement.Body {
		b := improvement.Body{ID: id, Kind: kind, Name: string(id), Parent: parent}
		all = append(all, improvement.RecordBody{Body: b})
		return b
	}
	members := func(b improvement.Body, of ...improvement.Membership) {
		for i := range of {
			of[i].Body = b.ID
		}
		all = append(all, improvement.SetMembers{Body: b, Members: of})
	}
	lmg := body(c.lmg, improvement.LMG, "")
	body(c.locality, improvement.Locality, c.lmg)
	group := body(c.group, improvement.ActionGroup, c.lmg)
	members(lmg,
		improvement.Membership{Person: c.lwo, Role: improvement.LWO}, improvement.Membership{Person: c.panel[0], Role: improvement.Chair},
		improvement.Membership{Person: c.panel[1], Role: improvement.Deputy}, improvement.Membership{Person: c.panel[2], Role: improvement.Member})
	members(group,
		improvement.Membership{Person: c.lead, Role: improvement.GroupLead}, improvement.Membership{Person: c.volunteer, Role: improvement.GroupMember})
	s := &pen{ctx: ctx, vault: r.Vault, by: c.lwo}
	all = append(all, improvement.RecordPriority{Priority: improvement.Priority{ID: c.priority, LMG: c.lmg, Theme: theme, Statement: s.words("Friends")}})
	return all, s.err
}

// pen writes sealed words for one person, and keeps the first error.
type pen struct {
	ctx   context.Context
	vault improvement.Sealer
	by    improvement.PersonID
	err   error
}

func (s *pen) words(text string) improvement.Words {
	if s.err != nil {
		return improvement.Words{}
	}
	w, err := s.vault.Seal(s.ctx, "text", s.by, text)
	s.err = err
	return w
}

// evidence is one of the lifecycle's 15 pieces of evidence.
func (s *pen) evidence() improvement.Words { return s.words(note()) }

// charter holds two pieces of evidence.
func (s *pen) charter(c cast, id string, today improvement.Date) improvement.Charter {
	return improvement.Charter{
		ID: id, Kind: improvement.SmallTest, Title: s.words("A bench to sit on"), Locality: c.locality, LMG: c.lmg,
		Theme: theme, Priority: c.priority, ActionGroup: c.group, Lead: c.lead,
		Aim: improvement.Aim{
			What: s.evidence(), ForWhom: s.words("Children"), HowMuch: s.words("Twice as many"), ByWhen: today.AddDays(2 * far),
		},
		ChangeIdea: s.evidence(), TestedWith: s.words("One class"),
		Measures: []improvement.Measure{{ID: visits, Kind: improvement.Outcome, Name: s.words("Visits"), Better: improvement.Higher}},
	}
}

// actor is who sends a command before the votes.
func (c cast) actor(n int) improvement.PersonID {
	switch n {
	case 2:
		return c.lwo
	case 3, 4, 5, 6:
		return c.volunteer
	}
	return c.lead
}

// command is the nth before the votes. They hold ten pieces of evidence.
func (s *pen) command(c cast, n int, today improvement.Date) improvement.TestCommand {
	switch n {
	case 1:
		return &improvement.SubmitPlan{Plan: improvement.Plan{
			Objective: s.evidence(),
			Questions: []improvement.Question{{Question: s.words("Who comes?"), Prediction: s.words("Ten"), Measure: visits}},
			Steps:     []improvement.PlannedStep{{What: s.evidence(), Who: c.volunteer, Due: today.AddDays(far)}},
		}}
	case 2:
		return &improvement.AgreePlan{}
	case 3, 5:
		return &improvement.FileEvidence{Evidence: improvement.Evidence{
			ID: fmt.Sprint("seen-", n), Kind: improvement.ObservationOf, Text: s.evidence(), When: today,
		}}
	case 4:
		return &improvement.RecordPoints{Measure: visits, Points: []improvement.Point{{Date: today, Value: 7, Note: s.evidence()}}}
	case 6:
		return &improvement.CompleteStep{Step: "1.1", Note: s.evidence()}
	case 7:
		return &improvement.FinishDo{Unplanned: s.evidence()}
	case 8:
		return &improvement.FileStudy{Study: improvement.Study{
			Answers: []improvement.Answer{{Question: 1, Happened: s.words("Eleven"), AsFound: "partly"}}, Before: s.evidence(), Learned: s.evidence(),
		}}
	}
	return &improvement.ProposeNext{Act: improvement.Act{Direction: improvement.Abandon, Why: s.evidence(), Costs: []improvement.Cost{{Kind: improvement.VolunteerHours, Amount: 6}}}}
}

// vote is one of three: the second is against.
func (s *pen) vote(nth int) *improvement.CastVote {
	choice := improvement.Agree
	if nth == 2 {
		choice = improvement.Decline
	}
	return &improvement.CastVote{Choice: choice, Reason: s.evidence()}
}
