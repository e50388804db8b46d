package intake

import (
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

func TestDirectoryCanBeFiled(t *testing.T) {
	d := exampleDirectory(t)
	admin := improvement.Actor{Person: "it-admin"}
	decide := func(c interface {
		Decide(improvement.Actor, bool) ([]improvement.Event, error)
	}) {
		if _, err := c.Decide(admin, true); err != nil {
			t.Error(err)
		}
	}
	onRecord := map[improvement.PersonID]bool{}
	for _, p := range d.People {
		decide(p)
		if adult := p.Person.NamedAdult; adult != "" && !onRecord[adult] {
			t.Errorf("%s comes before their named adult", p.Person.ID)
		}
		if p.Person.Name.By != p.Person.ID || (!p.Person.Under16 && p.Person.Email.By != p.Person.ID) {
			t.Errorf("the words of %s are not their own", p.Person.ID)
		}
		onRecord[p.Person.ID] = true
	}
	bodies := map[improvement.BodyID]bool{"": true}
	for _, b := range d.Bodies {
		decide(b)
		if !bodies[b.Body.Parent] {
			t.Errorf("%s comes before %s", b.Body.ID, b.Body.Parent)
		}
		bodies[b.Body.ID] = true
	}
	for _, m := range d.Members {
		decide(m)
		for _, member := range m.Members {
			if !onRecord[member.Person] {
				t.Errorf("%s of %s is nobody", member.Role, m.Body.ID)
			}
		}
	}
	for _, theme := range d.Themes {
		decide(theme)
	}
	for _, p := range d.Priorities {
		decide(p)
		if p.Priority.Statement.By != "it-admin" {
			t.Errorf("the statement of %s is sealed for %q", p.Priority.ID, p.Priority.Statement.By)
		}
	}
}

// The documents beside the stories make a whole cycle, on the days they name.
func TestDocumentsCarryACycle(t *testing.T) {
	r := &rehearsal{t: t, dir: exampleDirectory(t)}
	as := func(p improvement.PersonID) Reader { return Reader{Sealer: openSealer{}, Author: p} }
	r.now = improvement.Date("2027-01-25").Morning()
	charter, err := as("east-lwo").Charter(t.Context(), document(t, "breakfast-club", "charter.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.launch(charter, "east-lwo"); err != nil {
		t.Fatal(err)
	}
	r.spreadsheet("keith-link-worker", "monday-attendance", document(t, "breakfast-club", "attendance.csv"))
	moves := []struct {
		on       improvement.Date
		as       improvement.PersonID
		do, file string
		inline   string
	}{
		{on: "2027-01-27", as: "keith-link-worker", do: "plan", file: "plan.yaml"},
		{on: "2027-01-28", as: "east-lwo", do: "agree-plan"},
		{on: "2027-02-05", as: "keith-parent", do: "step-done", inline: "step: 1.1"},
		{on: "2027-02-10", as: "keith-cook", do: "step-done", inline: "step: 1.2"},
		{on: "2027-02-23", as: "keith-volunteer", do: "evidence", file: "observation.yaml"},
		{on: "2027-02-24", as: "keith-link-worker", do: "agreement-propose", file: "agreement.yaml"},
		{on: "2027-02-24", as: "keith-headteacher", do: "agreement-agree"},
		{on: "2027-02-24", as: "keith-parent", do: "agreement-agree", inline: "version: 1"},
		{on: "2027-02-25", as: "keith-link-worker", do: "agreement-agree", inline: "party: 3"},
		{on: "2027-02-25", as: "keith-link-worker", do: "agreement-agree"}, // the only one left: the pupil's
		{on: "2027-03-09", as: "keith-link-worker", do: "measure", file: "points.yaml"},
		{on: "2027-03-09", as: "keith-link-worker", do: "measure-rebase", inline: "{measure: monday-attendance, baseline: 8 February 2027, reason: All Mondays before}"},
		{on: "2027-03-09", as: "keith-volunteer", do: "step-done", inline: "step: 1.3"},
		{on: "2027-03-16", as: "keith-link-worker", do: "finish-do", file: "finish-do.yaml"},
		{on: "2027-03-17", as: "keith-link-worker", do: "study", file: "study.yaml"},
		{on: "2027-03-18", as: "keith-link-worker", do: "act", file: "act.yaml"},
		{on: "2027-03-19", as: "east-health-visitor", do: "vote", file: "vote.yaml"},
		{on: "2027-03-24", as: "east-clerk", do: "minute", file: "minute.yaml"},
	}
	for _, m := range moves {
		doc := []byte(m.inline)
		if m.file != "" {
			doc = document(t, "breakfast-club", m.file)
		}
		r.until(m.on.Morning().Add(time.Hour))
		command, err := as(m.as).Command(t.Context(), m.do, doc)
		if err == nil {
			err = r.do(Move{As: m.as}, command)
		}
		if err != nil {
			t.Fatalf("%s on %s: %v", m.do, m.on, err)
		}
	}
	if r.test.Stage != improvement.StagePlan || len(r.test.Cycles) != 2 || r.test.Grant.Left != 1 {
		t.Errorf("ended in %s of cycle %d, grant %+v", r.test.Stage, len(r.test.Cycles), r.test.Grant)
	}
	// The study calls three Mondays too few, and the points bear it out.
	reading, err := r.test.Reading("monday-attendance")
	if err != nil || len(reading.Signals) > 0 || len(r.test.Talks) > 0 || reading.Phases[0].Points < 12 {
		t.Errorf("attendance reads %+v (%v), talks %+v", reading, err, r.test.Talks)
	}
}

// The documents of a round and a commission are read as they stand.
func TestTheDocumentsOfARound(t *testing.T) {
	r := Reader{Sealer: openSealer{}, Author: "east-lwo"}
	if c, err := r.Round(t.Context(), document(t, "priorities", "round.yaml")); err != nil || c.Dates.Publish != "2027-04-30" || len(c.Themes) != 2 {
		t.Errorf("the round is %+v, %v", c, err)
	}
	if c, err := r.Commission(t.Context(), document(t, "priorities", "commission.yaml")); err != nil || c.Due != "2027-05-28" || !c.Minute.Empty() {
		t.Errorf("the commission is %+v, %v", c, err)
	}
	for name, file := range map[string]string{"put-evidence": "evidence", "draft": "draft", "score": "scores", "publish": "publish"} {
		if c, err := r.Command(t.Context(), name, document(t, "priorities", file+".yaml")); err != nil || c.Round == nil {
			t.Errorf("%s is %+v, %v", file, c, err)
		}
	}
}
