package improvement

import (
	"errors"
	"testing"
)

func TestWhatIsDoneByALink(t *testing.T) {
	for _, tt := range []struct {
		kind      TaskKind
		body      BodyID
		do, photo bool
	}{
		{TaskStep, "", true, true},
		{TaskCollect, "", true, true},
		{TaskAgreement, "", true, false},
		{TaskAgreement, "keith-breakfast", false, false},
		{TaskReview, "", false, false},
		{TaskVote, "", false, false},
		{TaskConcern, "", false, false},
	} {
		task, n := Task{Kind: tt.kind, Body: tt.body}, Notice{TaskKind: tt.kind, To: Recipient{Body: tt.body}}
		if task.ByLink() != tt.do || n.ByLink() != tt.do || n.PhotoByLink() != tt.photo {
			t.Errorf("%s of %q: %v, %v, %v", tt.kind, tt.body, task.ByLink(), n.ByLink(), n.PhotoByLink())
		}
	}
}

func TestWhoseStepATaskWas(t *testing.T) {
	test := &TestOfChange{Cycles: []Cycle{
		{Number: 1, Steps: []Step{
			{ID: "1.1", PlannedStep: PlannedStep{Who: "ann"}, Status: StepIsDone},
			{ID: "1.2", PlannedStep: PlannedStep{Who: "ann"}, Status: StepIsGone},
			{ID: "1.3", PlannedStep: PlannedStep{Who: "sam", Due: "2027-02-08", Repeat: &Recurrence{7, "2027-03-01"}}, Status: StepOpen},
		}},
	}}
	ann, ben := Actor{Person: "ann", HearsFor: []PersonID{"sam"}}, Actor{Person: "ben"}
	for _, tt := range []struct {
		name, key string
		who       Actor
		code      Code // empty: it is given
	}{
		{"done by now", "step/1.1", ann, ""},
		{"another's", "step/1.1", ben, Conflict},
		{"dropped", "step/1.2", ann, Conflict},
		{"an earlier time, of a child", "step/1.3/2027-02-01", ann, ""},
		{"none such", "step/1.4", ann, NotFound},
		{"no step", "plan/1", ann, NotFound},
		{"nothing", "", ann, NotFound},
	} {
		task, err := test.TaskOfStep(tt.key, tt.who)
		var refused *Error
		switch {
		case tt.code == "" && (err != nil || task.Kind != TaskStep):
			t.Errorf("%s: %+v, %v", tt.name, task, err)
		case tt.code == NotFound && !errors.Is(err, ErrNotFound), tt.code == Conflict && (!errors.As(err, &refused) || refused.Code != Conflict):
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
