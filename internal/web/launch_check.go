package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// launchCheckPage shows all answers before the launch.
type launchCheckPage struct {
	asking
	Answers    []answered
	Ready      bool
	ProposedID string
}

func (launchCheckPage) head() head {
	return head{Template: "launch-check", Title: "Check your answers", Label: "Launch a test of change",
		Crumbs: []crumb{{"Your tasks", "/"}, {"Launch a test of change", launchPath}},
		Help:   "When you launch, the action group is told, and the lead is asked to write the plan. Nothing is sent before."}
}

// answered is a question with what was answered.
type answered struct {
	Question string
	Says     []string
	Change   string // where it can be changed
	ID       string
	Missing  bool
}

// checkLaunch shows the answers, and launches.
var checkLaunch = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		d, begun, err := v.launchDraft(ctx)
		if err == nil && !begun {
			err = errNotBegun
		}
		if err != nil {
			return nil, err
		}
		f.elsewhere = func(field string) string {
			part, asked := partAsking(field)
			if !asked {
				return ""
			}
			return part.path() + "#" + field2ID(part, field)
		}
		p := launchCheckPage{asking: asking{f}}
		if p.Answers, err = v.answers(ctx, d); err != nil {
			return nil, err
		}
		if _, p.Ready, err = v.launchStands(ctx, d); err != nil {
			return nil, err
		}
		p.ProposedID = idOf(p.Answers)
		return p, nil
	},
	do: launchIt,
}

// field2ID is the element of a part where a field is asked: of a list as a whole, its
// first entry.
func field2ID(part launchPart, field string) string {
	if field == "measures" {
		field = "measures[1].name"
	}
	if part.options == nil || strings.Contains(field, "[") {
		return element(field)
	}
	return element(part.fields[0])
}

// referenceQuestion asks for what follows from the name, unless somebody changes it.
const referenceQuestion = "Reference"

func idOf(all []answered) string {
	for _, a := range all {
		if a.Question == referenceQuestion && len(a.Says) > 0 {
			return a.Says[0]
		}
	}
	return ""
}

// launchIt launches what is written. A launch that is sent twice is one.
func launchIt(ctx context.Context, v *visit, f *form) (string, error) {
	id := f.value("id")
	done := launchPath + "/done/" + url.PathEscape(id)
	d, begun, err := v.launchDraft(ctx)
	if err != nil {
		return "", err
	}
	if !begun {
		_, err := v.Record.CommandEntry(ctx, improvement.TestSubject(id), f.id(v))
		if errors.Is(err, improvement.ErrNotFound) {
			return "", errNotBegun
		}
		return done, err
	}
	for _, part := range launchParts {
		faults, err := v.faultsOf(ctx, part, d)
		if err := errors.Join(err, asOne(faults)); err != nil {
			return "", err
		}
	}
	d.Set("id", id)
	charter, err := v.charter(ctx, d)
	if err != nil {
		return "", err
	}
	receipt, err := v.Sender.Launch(ctx, f.id(v), v.who.Person, charter)
	if err != nil {
		return "", err
	}
	if !receipt.Filed {
		v.acknowledge(receipt, "")
		done = "/"
	}
	return done, v.Access.DropDraft(ctx, v.who.Person, "", launchPath)
}

// answers sets out all that was answered, in the words of people.
func (v *visit) answers(ctx context.Context, d url.Values) ([]answered, error) {
	names, err := v.namesOf(ctx, d)
	if err != nil {
		return nil, err
	}
	id := d.Get("id")
	if id == "" {
		id, err = v.proposeID(ctx, d.Get("title"))
	}
	if err != nil {
		return nil, err
	}
	say := func(question, part, field string, says ...string) answered {
		a := answered{Question: question, ID: "answer-" + element(field), Change: launchPath + "/" + part}
		for _, one := range says {
			if one = strings.TrimSpace(one); one != "" {
				a.Says = append(a.Says, one)
			}
		}
		a.Missing = len(a.Says) == 0
		return a
	}
	all := []answered{
		say("Name", "title", "title", d.Get("title")),
		say("Size", "title", "kind", labelOf(charterKinds, d.Get("kind"))),
		{Question: referenceQuestion, ID: "answer-id", Says: []string{id}, Change: launchID.path()},
		say("Place", "where", "locality", placeSays(names)...),
		say("Priority", "priority", "priority", names["priority"], names["theme"]),
		say("What becomes better", "aim", "aim.what", d.Get("aim.what")),
		say("For whom", "aim", "aim.for_whom", d.Get("aim.for_whom")),
		say("By how much", "aim", "aim.how_much", d.Get("aim.how_much")),
		say("By when", "aim", "aim.by_when", dayWritten(d, "aim.by_when")),
		say("What you will try", "change", "change_idea", d.Get("change_idea")),
		say("With whom", "change", "tested_with", d.Get("tested_with")),
		say("Hoped-for outcomes", "outcomes", "outcomes", v.outcomesWritten(d)...),
		say("Measures", "measures", "measures", measuresWritten(d)...),
		say("Action group", "group", "action_group", names["action_group"]),
		say("Lead", "lead", "lead", names["lead"]),
		say("Expected costs", "costs", "costs", costsWritten(d)...),
	}
	return all, nil
}

// placeSays is a locality with the LMG that decides there; nothing while it is not chosen.
func placeSays(names map[string]string) []string {
	if names["locality"] == "" {
		return nil
	}
	return []string{names["locality"], names["lmg"]}
}

// namesOf gives the names of what was chosen.
func (v *visit) namesOf(ctx context.Context, d url.Values) (map[string]string, error) {
	bodies := []improvement.BodyID{improvement.BodyID(d.Get("locality")), improvement.BodyID(d.Get("lmg")), improvement.BodyID(d.Get("action_group"))}
	if err := v.meet(ctx, []improvement.PersonID{v.who.Person, improvement.PersonID(d.Get("lead"))}, bodies); err != nil {
		return nil, err
	}
	names := map[string]string{"lead": v.words.Person(improvement.PersonID(d.Get("lead")))}
	for i, field := range []string{"locality", "lmg", "action_group"} {
		if bodies[i] != "" {
			names[field] = v.words.Body(bodies[i])
		}
	}
	priority, theme := improvement.PrioritySubject(improvement.PriorityID(d.Get("priority"))), improvement.ThemeSubject(improvement.ThemeID(d.Get("theme")))
	states, err := v.Record.States(ctx, []improvement.SubjectID{priority, theme})
	if err != nil {
		return nil, err
	}
	var p improvement.Priority
	var t improvement.Theme
	for subject, into := range map[improvement.SubjectID]any{priority: &p, theme: &t} {
		if state, there := states[subject]; there {
			if err := json.Unmarshal(state, into); err != nil {
				return nil, err
			}
		}
	}
	names["priority"], names["theme"] = v.words.Line(p.Statement), t.Name
	return names, nil
}

// dayWritten is the day in three fields; as it was written, where that is none.
func dayWritten(d url.Values, field string) string {
	parts := []string{d.Get(field + dayPart), d.Get(field + monthPart), d.Get(field + yearPart)}
	if strings.Join(parts, "") == "" {
		return ""
	}
	written := strings.Join(parts, "/")
	if day := dayInFields(written); day.Valid() {
		return day.Plain()
	}
	return written
}

func (v *visit) outcomesWritten(d url.Values) []string {
	var all []string
	for _, o := range v.Outcomes {
		for _, core := range d["core[]"] {
			if core == string(o.ID) {
				all = append(all, o.Name)
			}
		}
	}
	for _, row := range (&form{values: d}).Rows("outcomes", 0) {
		all = append(all, d.Get(row+".text"))
	}
	return all
}

func measuresWritten(d url.Values) []string {
	var all []string
	for _, row := range (&form{values: d}).Rows("measures", 0) {
		says := d.Get(row + ".name")
		kind, _, _ := strings.Cut(labelOf(measuresFor, d.Get(row+".kind")), ":")
		if unit := d.Get(row + ".unit"); unit != "" {
			says += ", in " + unit
		}
		for _, more := range present(kind, labelOf(betters, d.Get(row+".better")), target(d.Get(row+".target")), labelOf(ruleSets(), d.Get(row+".rules"))) {
			says += ". " + more
		}
		all = append(all, says)
	}
	return all
}

func target(value string) string {
	if value == "" {
		return ""
	}
	return "Target " + value
}

// present leaves out what is empty.
func present(all ...string) []string {
	var some []string
	for _, one := range all {
		if one != "" {
			some = append(some, one)
		}
	}
	return some
}

func costsWritten(d url.Values) []string {
	var all []string
	for _, row := range (&form{values: d}).Rows("costs", 0) {
		amount, note := d.Get(row+".amount"), d.Get(row+".note")
		says := map[string]string{"money": "£" + amount, "staff-hours": amount + " hours of staff", "volunteer-hours": amount + " hours of volunteers", "in-kind": "In kind"}[d.Get(row+".kind")]
		all = append(all, strings.Join(present(says, note), ": "))
	}
	return all
}

// launchedPage confirms a launch.
type launchedPage struct {
	Reference, Path, Name string
	Plan                  *waitingTask
	Quiet                 bool // no letter comes
}

func (p launchedPage) head() head {
	return head{Template: "launch-done", Title: "The test of change is launched", Help: "Keep the reference: it finds the test again."}
}

func showLaunched(ctx context.Context, v *visit) (answer, error) {
	id := v.path("test")
	page := launchedPage{Reference: id, Path: testPath(id), Quiet: v.quiet()}
	t, err := v.test(ctx, id)
	if err != nil {
		return answer{}, err
	}
	tasks := t.Tasks()
	if err := v.meetOwners(ctx, tasks); err != nil {
		return answer{}, err
	}
	page.Name = v.words.Line(t.Charter.Title)
	for _, task := range tasks {
		if task.Kind == improvement.TaskPlan && task.MayKnow(v.who) {
			plan := v.waiting(task)
			plan.Whose = v.words.Person(task.Owner)
			page.Plan = &plan
		}
	}
	return show(page)
}
