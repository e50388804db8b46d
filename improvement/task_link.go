package improvement

import "strings"

// ByLink tells whether a task can be done by the link of a letter, without an account: it
// is small, and touches nothing of others. Who answers for a body signs in.
func (t Task) ByLink() bool { return byLink(t.Kind, t.Body) }

// ByLink tells whether the task that a notice is about can be done by a link.
func (n Notice) ByLink() bool { return byLink(n.TaskKind, n.To.Body) }

func byLink(k TaskKind, body BodyID) bool {
	return k.isStep() || k == TaskAgreement && body == ""
}

// PhotoByLink tells whether a photo of the task that a notice is about can be added by a
// link: there is something to see of a step, and of a count.
func (n Notice) PhotoByLink() bool { return n.TaskKind.isStep() }

func (k TaskKind) isStep() bool { return k == TaskStep || k == TaskCollect }

// TaskOfStep gives the task of a step by the task's key, also where the step is done by
// now, as long as the step is somebody's, or that of someone they act for.
func (t *TestOfChange) TaskOfStep(key string, who Actor) (Task, error) {
	rest, isStep := strings.CutPrefix(key, "step/")
	id, _, _ := strings.Cut(rest, "/") // an occurrence has its day behind
	step := t.step(StepID(id))
	switch {
	case !isStep || step == nil:
		return Task{}, ErrNotFound
	case !who.actsFor(step.Who):
		return Task{}, Refuse(Conflict, "", "Somebody else has this step by now. Thank you. There is nothing left for you to do here.")
	case step.Status == StepIsGone:
		return Task{}, Refuse(Conflict, "", "This step is not needed any more. Thank you. There is nothing left for you to do here.")
	}
	return t.stepTask(step), nil
}
