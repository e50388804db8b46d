package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// journalPage is what was filed of a test, as a timeline by days.
type journalPage struct {
	Test, Path string
	Days       []journalDay
	Earlier    string // where the page before is
}

type journalDay struct {
	Day   string
	Deeds []deedView
}

type deedView struct {
	Time, Deed string
	Behind     []string // the words behind it
}

func (p journalPage) head() head {
	return head{Template: "test-journal", Title: "What was done", Label: p.Test, Crumbs: []crumb{{"Tests", "/tests"}, {p.Test, p.Path}},
		Help: "Everything that was filed of this test and its decisions, the newest first. Nothing is ever taken out or changed here."}
}

// deedsOnAPage is how many deeds a page of the journal shows, approvalsRead of how many
// approvals, the latest, it reads.
const (
	deedsOnAPage  = 100
	approvalsRead = 6
)

func showJournal(ctx context.Context, v *visit) (answer, error) {
	t, err := v.wholeTest(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	entries, err := v.deeds(ctx, t)
	if err != nil {
		return answer{}, err
	}
	page := journalPage{Path: testPath(t.Charter.ID)}
	skip := number(v.query("skip"))
	entries = entries[min(skip, len(entries)):]
	if len(entries) > deedsOnAPage {
		entries = entries[:deedsOnAPage]
		page.Earlier = page.Path + "/journal?skip=" + itoa(skip+deedsOnAPage)
	}
	if err := v.meetDoers(ctx, t, entries); err != nil {
		return answer{}, err
	}
	page.Test = v.words.Line(t.Charter.Title)
	page.Days = v.byDay(entries)
	return show(page)
}

// byDay puts deeds below their days.
func (v *visit) byDay(entries []improvement.Entry) []journalDay {
	var days []journalDay
	for _, e := range entries {
		day := improvement.DateOf(e.At).Plain()
		if n := len(days); n == 0 || days[n-1].Day != day {
			days = append(days, journalDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Deeds = append(last.Deeds, v.deedView(e))
	}
	return days
}

// newestFirst turns the entries of journals, one after the other, round by their moments.
func newestFirst(entries []improvement.Entry) []improvement.Entry {
	slices.Reverse(entries)
	slices.SortStableFunc(entries, func(a, b improvement.Entry) int { return cmp.Compare(b.At.Unix(), a.At.Unix()) })
	return entries
}

// deeds are the entries of a test and its approvals, as far as whoever asks may know of
// them, newest first.
func (v *visit) deeds(ctx context.Context, t *improvement.TestOfChange) ([]improvement.Entry, error) {
	subjects := []improvement.SubjectID{t.Subject()}
	for n := t.Approvals; n > max(0, t.Approvals-approvalsRead); n-- {
		subjects = append(subjects, improvement.ApprovalSubject(t.Subject(), n))
	}
	journals, err := v.Record.Journals(ctx, subjects)
	if err != nil {
		return nil, err
	}
	entries := t.For(v.who, journals[t.Subject()])
	for _, approval := range subjects[1:] {
		entries = append(entries, t.ForApproval(v.who, journals[approval])...)
	}
	return newestFirst(entries), nil
}

// meetDoers reads the names that the deeds tell.
func (v *visit) meetDoers(ctx context.Context, t *improvement.TestOfChange, entries []improvement.Entry) error {
	people := []improvement.PersonID{v.who.Person}
	for _, e := range entries {
		people = append(people, e.By)
		switch event := e.Event.(type) {
		case *improvement.StepAssigned:
			people = append(people, event.To)
		case *improvement.TasksHandedOver:
			people = append(people, event.From, event.To)
		case *improvement.RemarkMade:
			people = append(people, event.Mentioned...)
		case *improvement.AgreementAnswered:
			people = append(people, event.Person)
		}
	}
	return v.meet(ctx, people, []improvement.BodyID{t.Charter.Locality, t.Charter.LMG, t.Charter.ActionGroup})
}

func (v *visit) deedView(e improvement.Entry) deedView {
	of := deedView{Time: e.At.In(improvement.London()).Format("15:04"), Deed: wording.Deed(v.words, e)}
	for _, words := range wording.Behind(e.Event) {
		if text := v.words.Text(words); text != "" {
			of.Behind = append(of.Behind, text)
		}
	}
	return of
}
