package improvement

import (
	"regexp"
	"slices"
	"strings"
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

func (c RateAsLWO) review(r *QualityReview, who Actor, now time.Time) ([]Event, error) {
	g, err := r.rated(c.Group)
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
	if !after.evaluated() {
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
	return []Event{&GroupAskedAgain{Group: c.Group, Reason: c.Reason, Due: r.dueIn(r.Days.Evaluate, now), DueLWO: r.dueIn(r.Days.LWO, now)}}, nil
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

// complete checks ratings, signs them, and refuses them where they would take more than
// the group's share of the review with those that stay.
func (r *QualityReview) complete(ratings, stand []JointRating, by PersonID, now time.Time) ([]JointRating, error) {
	if len(ratings) == 0 {
		return nil, invalid("ratings", "There is no rating here. Rate at least one indicator, with what it rests on.")
	}
	signed := make([]JointRating, len(ratings))
	for i, rating := range ratings {
		if err := r.checkRating(rating, ratings[:i]); err != nil {
			return nil, err
		}
		rating.By, rating.At = by, Moment(now)
		signed[i] = rating
	}
	share := maxRatingsSize / (2 * len(r.Groups))
	if len(plain(merged(stand, signed))) > share {
		return nil, invalid("ratings", "This is too long: each group has room for about %d characters of evidence. File long texts as evidence, and name the items.", share/2)
	}
	return signed, nil
}

// MaxReviewedTests is how many tests of a group a review names: the latest.
const MaxReviewedTests = 50

const (
	maxRatingsSize = 6 * room // of all groups and the LWO, shared equally
	maxReviewLines = 20       // strengths, and as many actions: with the decision, two rooms at most
	maxRatingItems = 10
)

var itemID = regexp.MustCompile(`^[a-z-]+(/[a-z0-9][a-z0-9-]{0,99}){1,2}(#[a-z0-9-]{1,99})?$`)

func (r *QualityReview) checkRating(rating JointRating, before []JointRating) error {
	known := slices.ContainsFunc(r.Indicators, func(i Indicator) bool { return i.ID == rating.Indicator })
	switch {
	case !known:
		return invalid("ratings.indicator", "%q is no indicator of this review. It has %s.", clip(rating.Indicator), list(indicatorIDs(r.Indicators)))
	case rates(before, rating.Indicator):
		return invalid("ratings.indicator", "%s is rated twice. Rate each indicator once.", rating.Indicator)
	case ScoreWord(rating.Score) == "":
		return invalid("ratings.score", "%d is not on the scale. Use 1 (unsatisfactory) to 6 (excellent).", rating.Score)
	case rating.Evidence.Empty() && len(rating.Items) == 0:
		return invalid("ratings.evidence", "The rating of %s has no evidence. Write what it rests on, or name items of the library or tests.", rating.Indicator)
	case len(rating.Items) > maxRatingItems:
		return invalid("ratings.items", "There are %d items; %d is the most for one rating. Name those that show it best.", len(rating.Items), maxRatingItems)
	}
	for _, item := range rating.Items {
		if err := checkItem(item); err != nil {
			return err
		}
	}
	return bounded("ratings.evidence", rating.Evidence)
}

func checkItem(item ItemID) error {
	kinds := []Kind{KindEvidence, KindVoice, KindTest, KindReview}
	if slices.Contains(kinds, item.Subject().Kind()) && itemID.MatchString(string(item)) {
		return nil
	}
	return invalid("ratings.items", "%q names no evidence. Write an item of the library, such as evidence/e-1, or a test, such as test-of-change/breakfast-club.", clip(string(item)))
}

func indicatorIDs(indicators []Indicator) []string {
	ids := make([]string, len(indicators))
	for i, indicator := range indicators {
		ids[i] = indicator.ID
	}
	return ids
}

func (r *QualityReview) checkProposal(p ReviewProposal, now time.Time) error {
	switch {
	case len(p.Strengths) == 0:
		return invalid("strengths", "There is no strength. Name at least one thing that goes well.")
	case len(p.Strengths) > maxReviewLines || len(p.Actions) > maxReviewLines:
		return invalid("actions", "There are %d strengths and %d actions; %d of each is the most. Keep those that matter most.", len(p.Strengths), len(p.Actions), maxReviewLines)
	}
	for _, s := range p.Strengths {
		if err := firstOf(
			requiredLine("strengths.what", s.What, "A strength is empty. Say what goes well."),
			r.about("strengths", s.Group, s.Indicator),
		); err != nil {
			return err
		}
	}
	for _, a := range p.Actions {
		if a.Who == "" {
			return invalid("actions.who", "This action is nobody's. Name the person who does it.")
		}
		if err := firstOf(
			requiredLine("actions.what", a.What, "An action is empty. Say what will be done."),
			checkDue("actions.due", a.Due, now),
			r.about("actions", a.Group, ""),
		); err != nil {
			return err
		}
	}
	return required("decision", p.Decision, "The decision is empty. Say what the LMG is to agree.")
}

// about refuses a group or an indicator that is not part of the review; both may be empty.
func (r *QualityReview) about(field string, group BodyID, indicator string) error {
	if group != "" {
		if _, err := r.known(group); err != nil {
			return invalid(field+".group", "%q is no group of this review. Name one of its groups, or leave it out.", clip(string(group)))
		}
	}
	ids := indicatorIDs(r.Indicators)
	if indicator != "" && !slices.Contains(ids, indicator) {
		return invalid(field+".indicator", "%q is no indicator of this review. It has %s.", clip(indicator), strings.Join(ids, ", "))
	}
	return nil
}

// dueIn is the day so many working days from now.
func (r *QualityReview) dueIn(days int, now time.Time) Date { return r.Calendar.Add(DateOf(now), days) }
