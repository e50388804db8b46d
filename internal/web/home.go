package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/google/uuid"
)

// tasksOnAPage is how many tasks stand on one page.
const tasksOnAPage = 50

// homePage is what waits for whoever asks.
type homePage struct {
	Waiting    []waitingTask
	Total      int
	Number, Of int    // of this page, from 1
	Earlier    string // the address of the page before, and of the page behind
	Later      string
	Launches   bool // they may launch a test
	Steps      []nextStep
	Quiet      bool // no letter comes
	Guest      bool // they hold no role
	TakesOver  bool // they are in an action group, in which one may take over from others
}

func (p homePage) head() head {
	h := head{Template: "home", Title: "Your tasks", Help: "What waits for you, the soonest first. Each says when you are next reminded, and who hears after that."}
	if p.Quiet {
		h.Help = "What waits for you, the soonest first. This service sends no email, so look here now and then."
	}
	return h
}

// waitingTask is a task as its owner sees it.
type waitingTask struct {
	Ask, Title, Whose, Path string
	Due                     string
	Overdue                 bool
	Hears                   string
	Press                   *press
}

// press is a task that one press of a button does.
type press struct{ Action, Label, Of, Nonce string }

// onePress are the tasks that need no further word, and bind nobody to what they have not
// read: to agree to a part, one looks at the agreement first.
var onePress = map[improvement.TaskKind]string{
	improvement.TaskStep: "It is done", improvement.TaskBegin: "Begin it",
}

func home(ctx context.Context, v *visit) (answer, error) {
	tasks, err := v.Record.Tasks(ctx, v.who.Person)
	if err != nil {
		return answer{}, err
	}
	tasks = slices.DeleteFunc(tasks, func(t improvement.Task) bool { return !t.MayKnow(v.who) })
	page := homePage{Total: len(tasks), Of: max(1, (len(tasks)+tasksOnAPage-1)/tasksOnAPage), Launches: len(v.launchesFor()) > 0,
		Quiet: v.quiet(), Guest: len(v.who.Roles) == 0 && len(v.who.HearsFor) == 0,
		TakesOver: holds(v.who, improvement.GroupLead, improvement.GroupMember)}
	asked, err := strconv.Atoi(cmp.Or(v.query("page"), "1"))
	if err != nil || asked < 1 {
		asked = 1
	}
	page.Number = min(asked, page.Of)
	first := (page.Number - 1) * tasksOnAPage
	tasks = tasks[first:min(len(tasks), first+tasksOnAPage)]
	if page.Number > 1 {
		page.Earlier = "/?page=" + strconv.Itoa(page.Number-1)
	}
	if page.Number < page.Of {
		page.Later = "/?page=" + strconv.Itoa(page.Number+1)
	}
	others, err := v.sharing(ctx, tasks)
	if err != nil {
		return answer{}, err
	}
	for _, t := range tasks {
		w := v.waiting(t)
		if names := others[roleOf{t.Body, t.Role}]; t.Owner == "" && len(names) > 0 {
			if t.Claimed == "" {
				w.Whose += ": you, or " + strings.Join(names, " or ")
			}
			w.Press = cmp.Or(w.Press, v.claims(t, len(names), w.Ask))
		}
		page.Waiting = append(page.Waiting, w)
	}
	page.Steps, err = v.nextSteps(ctx)
	if err != nil {
		return answer{}, err
	}
	return show(page)
}

// roleOf is a role in a body.
type roleOf struct {
	body improvement.BodyID
	role improvement.Role
}

// sharing reads the names that a list of tasks shows, and gives the names of the others
// who hold the role that a task is for.
func (v *visit) sharing(ctx context.Context, tasks []improvement.Task) (map[roleOf][]string, error) {
	subjects := map[improvement.SubjectID]bool{improvement.PersonSubject(v.who.Person): true}
	roles := map[roleOf][]improvement.PersonID{}
	for _, t := range tasks {
		if _, is := t.Owner.Correspondent(); t.Owner != "" && !is {
			subjects[improvement.PersonSubject(t.Owner)] = true
		}
		if t.Claimed != "" {
			subjects[improvement.PersonSubject(t.Claimed)] = true
		}
		for _, b := range []improvement.BodyID{t.Body, t.LMG, bodyAsked(t)} {
			if b != "" {
				subjects[improvement.BodySubject(b)] = true
			}
		}
		if t.Owner == "" {
			roles[roleOf{t.Body, t.Role}] = nil
		}
	}
	states, err := v.Record.States(ctx, sorted(subjects))
	if err == nil {
		err = v.words.Meet(states)
	}
	if err != nil {
		return nil, err
	}
	var people []improvement.PersonID
	for of := range roles {
		var b improvement.BodyState
		if err := json.Unmarshal(states[improvement.BodySubject(of.body)], &b); err != nil {
			return nil, err
		}
		for _, m := range b.Members {
			if m.Role == of.role && m.Person != v.who.Person {
				roles[of], people = append(roles[of], m.Person), append(people, m.Person)
			}
		}
	}
	forgetLeavers(tasks, roles, v.who.Person)
	if err := v.meet(ctx, people, nil); err != nil {
		return nil, err
	}
	names := map[roleOf][]string{}
	for of, all := range roles {
		for _, p := range all {
			names[of] = append(names[of], v.words.Person(p))
		}
	}
	return names, nil
}

// forgetLeavers leaves out that somebody sees to a task whose role is not theirs any more.
func forgetLeavers(tasks []improvement.Task, others map[roleOf][]improvement.PersonID, me improvement.PersonID) {
	for i, t := range tasks {
		if t.Owner == "" && t.Claimed != me && !slices.Contains(others[roleOf{t.Body, t.Role}], t.Claimed) {
			tasks[i].Claimed = ""
		}
	}
}

// bodyAsked is the body that a task asks about, where it names one.
func bodyAsked(t improvement.Task) improvement.BodyID {
	if t.Kind == improvement.TaskLaunch || t.Kind == improvement.TaskRate {
		return improvement.BodyID(t.Item)
	}
	return ""
}

func sorted(subjects map[improvement.SubjectID]bool) []improvement.SubjectID {
	return slices.Sorted(func(yield func(improvement.SubjectID) bool) {
		for s := range subjects {
			if !yield(s) {
				return
			}
		}
	})
}

// meetOwners reads the names that a list of tasks shows.
func (v *visit) meetOwners(ctx context.Context, tasks []improvement.Task) error {
	people := []improvement.PersonID{v.who.Person}
	var bodies []improvement.BodyID
	for _, t := range tasks {
		people = append(people, t.Owner, t.Claimed)
		bodies = append(bodies, t.Body, t.LMG)
	}
	return v.meet(ctx, people, bodies)
}

func (v *visit) waiting(t improvement.Task) waitingTask {
	w := waitingTask{
		Ask: askOnPage(t, v.words), Title: v.words.Title(t.Subject, t.Title), Path: taskPath(t),
		Due: t.Due.Plain(), Overdue: t.Overdue(v.Now()),
	}
	if !v.quiet() {
		w.Hears = wording.Hears(t, v.who)
	}
	switch {
	case t.Owner == v.who.Person:
	case slices.Contains(v.who.HearsFor, t.Owner):
		w.Whose = "for " + wording.Owner(t, v.words) + ", whose named adult you are"
	default:
		w.Whose = "for " + wording.Owner(t, v.words)
	}
	if w.Title == "" && !t.Opened.IsZero() { // as of a voice
		w.Title = "Waiting since " + improvement.DateOf(t.Opened).Plain()
	}
	if label, simple := onePress[t.Kind]; simple {
		w.Press = &press{Action: taskPath(t), Label: label, Of: w.Ask, Nonce: uuid.NewString()}
	}
	return w
}

// taskPath is the page where a task is done; empty where there is none yet.
func taskPath(t improvement.Task) string {
	if path := listeningTaskPath(t); path != "" {
		return path
	}
	switch t.Subject.Kind() {
	case improvement.KindTest:
		return testTaskPath(t)
	case improvement.KindApproval:
		return decisionTaskPath(t)
	case improvement.KindCommission:
		return launchPath + "?from=" + url.QueryEscape(fromCommission+t.Subject.ID())
	case improvement.KindNewsletter:
		return makingPath(t.Subject)
	case improvement.KindReview:
		return reviewTaskPath(t)
	case improvement.KindDataRequest:
		return dataRequestPath(t.Subject)
	}
	return ""
}

// askOnPage says what a task asks for. Where its line leads to what it is about, it does
// not name it by a reference that nobody knows.
func askOnPage(t improvement.Task, w *wording.Words) string {
	switch t.Kind {
	case improvement.TaskModerate:
		return "Read a voice: accept it, or set it aside"
	case improvement.TaskConcern:
		return "Someone may be unsafe: read it today, and settle it"
	}
	return wording.Ask(t, w)
}
