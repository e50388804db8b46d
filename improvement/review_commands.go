package improvement

import (
	"slices"
	"time"
)

// ReviewCommand is something a person does to a quality review.
type ReviewCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	review(r *QualityReview, who Actor, now time.Time) ([]Event, error)
}

// RateJointWork fills in ratings of a group's own draft; earlier ones of the same
// indicators are replaced.
type RateJointWork struct {
	Group   BodyID        `json:"group"`
	Ratings []JointRating `json:"ratings"` // By and At are filled in
}

// SubmitRatings makes a group's draft its word.
type SubmitRatings struct {
	Group BodyID `json:"group"`
}

// RateAsLWO gives the LWO's ratings of a group's joint work.
type RateAsLWO struct {
	Group   BodyID        `json:"group"`
	Ratings []JointRating `json:"ratings"` // By and At are filled in
}

// CloseEvaluation goes on before everybody has rated.
type CloseEvaluation struct {
	Reason Words `json:"reason"`
}

// AskAgain gives a group its ratings back, to add to them.
type AskAgain struct {
	Group  BodyID `json:"group"`
	Reason Words  `json:"reason"`
}

// ProposeConclusions takes what follows from the ratings to the LMG.
type ProposeConclusions struct {
	Proposal ReviewProposal `json:"proposal"` // By and At are filled in
}

// CommandName is the wire name.
func (RateJointWork) CommandName() string { return "rate" }

// CommandName is the wire name.
func (SubmitRatings) CommandName() string { return "submit" }

// CommandName is the wire name.
func (RateAsLWO) CommandName() string { return "rate-as-lwo" }

// CommandName is the wire name.
func (CloseEvaluation) CommandName() string { return "close-evaluation" }

// CommandName is the wire name.
func (AskAgain) CommandName() string { return "ask-again" }

// CommandName is the wire name.
func (ProposeConclusions) CommandName() string { return "propose" }

// People lists nobody.
func (RateJointWork) People() []PersonID { return nil }

// People lists nobody.
func (SubmitRatings) People() []PersonID { return nil }

// People lists nobody.
func (RateAsLWO) People() []PersonID { return nil }

// People lists nobody.
func (CloseEvaluation) People() []PersonID { return nil }

// People lists nobody.
func (AskAgain) People() []PersonID { return nil }

// People lists the owners of the improvement actions.
func (c ProposeConclusions) People() []PersonID {
	var people []PersonID
	for _, a := range c.Proposal.Actions {
		people = append(people, a.Who)
	}
	return people
}

// ItemsNamed lists the items of the library, and the tests, that a command's ratings rest
// on: they must be on record.
func ItemsNamed(c ReviewCommand) []ItemID {
	var ratings []JointRating
	switch c := c.(type) {
	case RateJointWork:
		ratings = c.Ratings
	case *RateJointWork:
		ratings = c.Ratings
	case RateAsLWO:
		ratings = c.Ratings
	case *RateAsLWO:
		ratings = c.Ratings
	}
	var items []ItemID
	for _, r := range ratings {
		items = append(items, r.Items...)
	}
	return items
}

// Decide checks a command against the review and gives its events, or an *Error.
func (r *QualityReview) Decide(c ReviewCommand, who Actor, now time.Time) ([]Event, error) {
	if r.Closed() {
		return nil, wrongStage("This review was closed on %s. Nothing more can be filed to it.", DateOf(r.ClosedAt).Plain())
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	return c.review(r, who, now)
}

// mayGuide lets an LWO of the LMG go on.
func (r *QualityReview) mayGuide(who Actor) error {
	if who.Is(r.LMG, LWO) {
		return nil
	}
	return notAllowed("Only a Locality Wellbeing Officer of %s does this.", r.LMG)
}

// inStage refuses what belongs to another stage.
func (r *QualityReview) inStage(stage ReviewStage, what string) error {
	if r.Stage == stage {
		return nil
	}
	return wrongStage("You cannot %s now: this review is in the stage %s.", what, r.Stage)
}

// rated finds the group of ratings while they may be given.
func (r *QualityReview) rated(group BodyID) (*GroupReview, error) {
	if err := r.inStage(ReviewEvaluate, "rate joint work"); err != nil {
		return nil, err
	}
	return r.known(group)
}

func (r *QualityReview) known(group BodyID) (*GroupReview, error) {
	if g := r.Group(group); g != nil {
		return g, nil
	}
	names := make([]BodyID, len(r.Groups))
	for i, g := range r.Groups {
		names[i] = g.Group
	}
	return nil, Refuse(NotFound, "group", "%q is no group of this review. It is of %s.", clip(string(group)), list(bodyNames(names)))
}

func (c RateJointWork) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	g, err := r.rated(c.Group)
	switch {
	case err != nil:
		return nil, err
	case !who.Is(c.Group, GroupLead, GroupMember) && !who.hearsIn(c.Group):
		return nil, notAllowed("Only those who belong to %s rate its joint work. The Locality Wellbeing Officer's ratings stand beside theirs.", c.Group)
	case g.Rated():
		return nil, wrongStage("The ratings of %s were submitted on %s. The Locality Wellbeing Officer can ask the group again.", c.Group, DateOf(g.Submitted).Plain())
	}
	ratings, err := r.complete(c.Ratings, g.Own, who.Person, now)
	if err != nil {
		return nil, err
	}
	return []Event{&JointWorkRated{Group: c.Group, Ratings: ratings}}, nil
}

func (c SubmitRatings) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	g, err := r.rated(c.Group)
	switch {
	case err != nil:
		return nil, err
	case who.Person != g.Lead && !who.Is(c.Group, GroupLead):
		return nil, notAllowed("Only the lead of %s submits its ratings. The lead is %s.", c.Group, g.Lead)
	case g.Rated():
		return nil, Refuse(Conflict, "group", "The ratings of %s were submitted on %s already.", c.Group, DateOf(g.Submitted).Plain())
	}
	if missing := r.unrated(g.Own); len(missing) > 0 {
		return nil, invalid("group", "These have no rating yet: %s. Rate each, with what it rests on.", list(missing))
	}
	return r.evaluating(&RatingsSubmitted{Group: c.Group}, who, now)
}

// review takes the LWO's ratings until the conclusions go to the LMG: the last rating ends
// the evaluation, and what was mistyped is put right without asking a group again.
func (c RateAsLWO) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	g, err := r.known(c.Group)
	if r.Stage != ReviewConclude {
		g, err = r.rated(c.Group)
	}
	if err := firstOf(err, r.mayGuide(who)); err != nil {
		return nil, err
	}
	own := who.Is(c.Group, GroupLead, GroupMember) || slices.ContainsFunc(g.Own, func(o JointRating) bool { return o.By == who.Person })
	if own {
		return nil, notAllowed("You belong to %s, or rated with it, so another Locality Wellbeing Officer rates its work beside it.", c.Group)
	}
	ratings, err := r.complete(c.Ratings, g.LWO, who.Person, now)
	if err != nil {
		return nil, err
	}
	return r.evaluating(&JointWorkRatedByLWO{Group: c.Group, Ratings: ratings}, who, now)
}

// evaluating ends the evaluation with the event after which all have rated.
func (r *QualityReview) evaluating(e Event, who Actor, now time.Time) ([]Event, error) {
	after, err := r.copied()
	if err != nil {
		return nil, err
	}
	after.Apply(Entry{Version: r.Version + 1, By: who.Person, At: Moment(now), Event: e})
	if r.Stage != ReviewEvaluate || !after.evaluated() {
		return []Event{e}, nil
	}
	return []Event{e, &EvaluationClosed{Due: r.dueIn(r.Days.Conclude, now)}}, nil
}

func (c CloseEvaluation) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(
		r.inStage(ReviewEvaluate, "close the evaluation"), r.mayGuide(who),
		required("reason", c.Reason, "Say why it goes on without the ratings that are missing."),
	); err != nil {
		return nil, err
	}
	return []Event{&EvaluationClosed{Reason: c.Reason, Due: r.dueIn(r.Days.Conclude, now)}}, nil
}

func (c AskAgain) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	g, err := r.known(c.Group)
	if err := firstOf(r.mayGuide(who), err, required("reason", c.Reason, "Say what you would like the group to look at again.")); err != nil {
		return nil, err
	}
	switch {
	case r.Stage != ReviewEvaluate && r.Stage != ReviewConclude:
		return nil, r.inStage(ReviewConclude, "ask a group again")
	case r.Stage == ReviewEvaluate && !g.Rated():
		return nil, Refuse(Conflict, "group", "%s has not submitted its ratings yet, so it can still change them.", c.Group)
	}
	return []Event{&GroupAskedAgain{
		Group: c.Group, Reason: c.Reason, Due: r.dueIn(r.Days.Evaluate, now), DueLWO: r.dueIn(r.Days.LWO, now),
		Alone: r.Stage == ReviewEvaluate, Kept: g.Rated(),
	}}, nil
}

func (c ProposeConclusions) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	p := c.Proposal
	if err := firstOf(r.inStage(ReviewConclude, "take conclusions to the LMG"), r.mayGuide(who), r.checkProposal(p, now)); err != nil {
		return nil, err
	}
	p.By, p.At = who.Person, Moment(now)
	return []Event{&ConclusionsProposed{Proposal: p}}, nil
}

func (c CompleteAction) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	return r.Actions.decide(c, who, r.mayGuide(who), now)
}

func (c ChangeAction) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	return r.Actions.decide(c, who, r.mayGuide(who), now)
}

func (c DropAction) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	return r.Actions.decide(c, who, r.mayGuide(who), now)
}

func (c HandOver) review(r *QualityReview, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(r.LMG, LWO) && !who.administers():
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s or an administrator hands tasks over.", r.LMG)
	case c.To == "" || c.From == c.To:
		return nil, invalid("to", "Name another person to hand over to.")
	case !r.HasPart(c.From):
		return nil, invalid("from", "%s has no task in this review to hand over.", clip(string(c.From)))
	}
	if err := firstOf(r.succeeds(c), required("reason", c.Reason, "Say why it is handed over.")); err != nil {
		return nil, err
	}
	return []Event{&TasksHandedOver{From: c.From, To: c.To, Reason: c.Reason}}, nil
}

// succeeds refuses a successor who could not act: an LWO follows an LWO, someone of the
// group, and not under 16, follows its lead.
func (r *QualityReview) succeeds(c HandOver) error {
	to := Actor{Person: c.To, Roles: c.ToRoles}
	if c.From == r.LWO && !to.Is(r.LMG, LWO) {
		return invalid("to", "%s is not a Locality Wellbeing Officer of %s. Name one, or give the role first.", c.To, r.LMG)
	}
	for _, g := range r.Groups {
		switch {
		case g.Lead != c.From:
		case !to.Is(g.Group, GroupLead, GroupMember):
			return invalid("to", "%s is not in %s. Name someone of the group, or add them first.", c.To, g.Group)
		case c.ToAdult != "":
			return invalid("to", "%s is under 16, and nobody under 16 submits ratings for a group. Name somebody older, such as %s, their named adult.", c.To, c.ToAdult)
		}
	}
	return nil
}

// HasPart tells whether a person guides the review, leads a group of it, or has an open
// action.
func (r *QualityReview) HasPart(p PersonID) bool {
	if p == "" || r.Closed() {
		return false
	}
	return r.LWO == p ||
		slices.ContainsFunc(r.Groups, func(g GroupReview) bool { return g.Lead == p }) ||
		slices.ContainsFunc(r.Actions, func(a Action) bool { return a.Status == StepOpen && a.Who == p })
}

// dueIn is the day so many working days from now.
func (r *QualityReview) dueIn(days int, now time.Time) Date { return r.Calendar.Add(DateOf(now), days) }
