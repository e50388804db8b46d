package web

import (
	"context"
	"html/template"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// testPage is a test of change as it stands.
type testPage struct {
	ID, Title, Path string
	Facts           []fact
	Aim             aimView
	Ramp            template.HTML
	Paused          string
	Next            []nextView
	Offers          []link // what whoever asks may do besides
	Cycles          []cycleView
	Measures        []measureView
	Outcomes        []outcomeView
	Costs           []costView
	Evidence        []evidenceView
	MoreEvidence    bool
	Observe         string
	Agreement       *agreementView
	Approvals       []link
	Remarks         []remarkView // the latest
	MayDiscuss      bool
}

func (p testPage) head() head {
	return head{Template: "test", Title: p.Title, Label: "Test of change", Help: "Where this test of change stands, what it found so far, and what happens next.",
		Crumbs: []crumb{{"Tests", "/tests"}}}
}

// fact is a line about a test.
type fact struct{ Name, Is string }

// link leads somewhere.
type link struct{ Says, Path string }

// aimView is what the charter says.
type aimView struct{ What, ForWhom, HowMuch, ByWhen, Idea, TestedWith string }

// nextView is an open task of the test.
type nextView struct {
	waitingTask
	Whose string
	Do    string // where whoever asks does it, if they may
}

// testPath is the page of a test.
func testPath(id string) string { return "/tests/" + url.PathEscape(id) }

func showTest(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	items, err := v.latestItems(ctx, t)
	if err != nil {
		return answer{}, err
	}
	remarks, err := v.remarks(ctx, t, remarksOnTest)
	if err != nil {
		return answer{}, err
	}
	if err := v.meetTest(ctx, t, append(peopleOf(items), peopleOfRemarks(remarks)...)); err != nil {
		return answer{}, err
	}
	page := testPage{ID: t.Charter.ID, Title: v.words.Line(t.Charter.Title), Path: testPath(t.Charter.ID), Aim: v.aimView(t), Facts: v.facts(t)}
	page.Ramp = template.HTML(picture.OfRamp(t, v.words.Line).SVG(picture.Options{IDPrefix: "ramp-", NoTitle: true})) //nolint:gosec // drawn by us, its words escaped
	if t.Paused != nil {
		page.Paused = "Paused until " + t.Paused.Until.Plain() + ": " + v.words.Text(t.Paused.Reason)
	}
	page.Next, page.Offers, page.Approvals = v.next(t), v.offers(t), approvalLinks(t)
	page.Cycles, page.Agreement = v.cycleViews(t), v.agreementView(t)
	page.Outcomes, page.Costs = v.outcomeViews(t), v.costViews(t)
	page.Remarks, page.MayDiscuss = v.remarkViews(remarks), t.Offers(improvement.MakeRemark{}, v.who, v.Now()) == nil
	for i, m := range t.Charter.Measures {
		of, err := v.measureView(t, m, i+1)
		if err != nil {
			return answer{}, err
		}
		page.Measures = append(page.Measures, of)
	}
	if page.Evidence, err = v.evidenceViews(ctx, t, items); err != nil {
		return answer{}, err
	}
	page.MoreEvidence = len(t.Evidence) > len(items)
	if t.Offers(improvement.FileEvidence{}, v.who, v.Now()) == nil {
		page.Observe = page.Path + "/observe"
	}
	return show(page)
}

func (v *visit) latestItems(ctx context.Context, t *improvement.TestOfChange) ([]filedItem, error) {
	if len(t.Evidence) == 0 {
		return nil, nil
	}
	return v.filedSince(ctx, t, latest(t, latestEvidence))
}

// meetTest reads all names that the page of a test shows, at once.
func (v *visit) meetTest(ctx context.Context, t *improvement.TestOfChange, people []improvement.PersonID) error {
	c := t.Charter
	people = append(people, v.who.Person, c.Lead, t.LWO)
	bodies := []improvement.BodyID{c.Locality, c.LMG, c.ActionGroup}
	for _, s := range allSteps(t) {
		people = append(people, s.Who, s.ClosedBy)
	}
	for _, cycle := range t.Cycles {
		people = append(people, peopleOfPlan(cycle.Plan)...)
		if cycle.Decided != nil {
			for _, condition := range cycle.Decided.Conditions {
				people = append(people, condition.Who)
			}
		}
	}
	for _, talk := range t.Talks {
		people = append(people, talk.By)
	}
	for _, s := range t.Series {
		for _, p := range s.Phases {
			people = append(people, p.By)
		}
	}
	if t.Agreement != nil {
		for _, p := range t.Agreement.Parties {
			people, bodies = append(people, p.Person, p.By, p.Claim.By), append(bodies, p.Body)
		}
	}
	for _, task := range t.Tasks() {
		people, bodies = append(people, task.Owner), append(bodies, task.Body)
	}
	return v.meet(ctx, people, bodies)
}

func (v *visit) aimView(t *improvement.TestOfChange) aimView {
	c := t.Charter
	return aimView{
		What: v.words.Text(c.Aim.What), ForWhom: v.words.Text(c.Aim.ForWhom), HowMuch: v.words.Text(c.Aim.HowMuch), ByWhen: c.Aim.ByWhen.Plain(),
		Idea: v.words.Text(c.ChangeIdea), TestedWith: v.words.Text(c.TestedWith),
	}
}

func (v *visit) facts(t *improvement.TestOfChange) []fact {
	c := t.Charter
	facts := []fact{
		{"Stage", stageNames[t.Stage]}, {"Cycle", itoa(t.Cycle().Number)},
		{"Locality", v.words.Body(c.Locality)}, {"Action group", v.words.Body(c.ActionGroup)},
		{"Lead", v.words.Person(c.Lead)}, {"Locality Wellbeing Officer", v.words.Person(t.LWO)},
		{"Decides", v.words.Body(c.LMG)}, {"Launched", improvement.DateOf(t.Launched).Plain()}, {"Reference", c.ID},
	}
	if g := t.Grant; g != nil && g.Left > 0 {
		facts = append(facts, fact{"Further cycles allowed ahead", itoa(g.Left) + " until " + dayOr(g.Until, "further notice")})
	}
	if t.Closed() {
		facts = append(facts, fact{"Closed", improvement.DateOf(t.ClosedAt).Plain()})
	}
	if check := t.GainCheck; check != nil && !check.At.IsZero() {
		facts = append(facts, fact{"Did the gain hold?", capital(check.Held) + ". " + v.words.Text(check.Says)})
	}
	return facts
}

// stageNames say in words where a test stands.
var stageNames = map[improvement.Stage]string{
	improvement.StagePlan: "Plan: the lead writes the plan", improvement.StageAgree: "Agree: the LWO looks at the plan",
	improvement.StageDo: "Do: the group carries it out", improvement.StageStudy: "Study: what happened beside what was expected",
	improvement.StageAct: "Act: the lead proposes what happens next", improvement.StageBegin: "Begin: the LWO begins the next cycle",
	improvement.StageDecide: "Decide: the Locality Management Group decides", improvement.StageFollowUp: "Follow-up: decided, and looked after",
	improvement.StageClosed: "Closed",
}

// next are the open tasks, with where whoever asks does theirs.
func (v *visit) next(t *improvement.TestOfChange) []nextView {
	var all []nextView
	for _, task := range t.Tasks() {
		if !task.MayKnow(v.who) {
			continue
		}
		of := nextView{waitingTask: v.waiting(task)}
		of.Whose = ownerIs(task, v)
		if c, known := v.commandOf(task); known && t.Offers(c, v.who, v.Now()) == nil {
			of.Do = taskPath(task)
		}
		all = append(all, of)
	}
	return all
}

// approvalLinks are the decisions that the test asked for.
func approvalLinks(t *improvement.TestOfChange) []link {
	var links []link
	for n := 1; n <= t.Approvals; n++ {
		links = append(links, link{"Decision " + itoa(n), decisionPath(improvement.ApprovalSubject(t.Subject(), n))})
	}
	return links
}
