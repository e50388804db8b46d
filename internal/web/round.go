package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// roundPage is a round of priority setting as it stands.
type roundPage struct {
	Title, LMG, Path, Stands, Period, Themes, Guide string
	Before                                          []beforeLine
	Requests                                        []requestLine
	Drafts                                          []draftLine
	Says                                            []fact // what the LMG said
	Actions                                         []actionLine
	Earlier                                         []fact
	Votes                                           []subjectLine
	Offers                                          []offer
	Next                                            []waitingTask
	Closely                                         bool // drafts and scores are shown: to the LMG alone until they are agreed
}

func (p roundPage) head() head {
	return head{Template: "round", Title: p.Title, Label: "Round of priority setting", Crumbs: []crumb{{"Priorities", "/priorities"}, {p.LMG, p.Path}},
		Help: "Where this round stands: the evidence before the group, what was asked for, and the drafts with how important they are found."}
}

type beforeLine struct {
	shownItem
	Strength, Reviewed string
}

type requestLine struct {
	ID, Question, Of, Stands, Answer string
	Items                            []shownItem
	Offers                           []offer
}

type draftLine struct {
	ID, Statement, About, Scores, Stands string
	Divided                              bool
	RestsOn                              []shownItem
	Reasons                              []string
	Offers                               []offer
}

type actionLine struct {
	What, Who, Due, Stands string
	Offers                 []offer
}

func roundPath(lmg improvement.BodyID, round string) string {
	return prioritiesPath(lmg) + "/rounds/" + url.PathEscape(round)
}

// roundAt reads the round in the address.
func (v *visit) roundAt(ctx context.Context) (*improvement.PrioritySetting, error) {
	lmg, round := v.path("lmg"), v.path("round")
	if improvement.CheckID("lmg", lmg) != nil || improvement.CheckID("round", round) != nil {
		return nil, improvement.ErrNotFound
	}
	_, state, err := v.Record.State(ctx, improvement.RoundSubject(improvement.BodyID(lmg), round))
	if err != nil {
		return nil, err
	}
	return improvement.RestoreRound(state)
}

func showRound(ctx context.Context, v *visit) (answer, error) {
	r, err := v.roundAt(ctx)
	if err != nil {
		return answer{}, err
	}
	cited := r.Cited()
	shown, err := v.itemsShown(ctx, cited)
	if err != nil {
		return answer{}, err
	}
	r = r.Without(hiddenOf(cited, shown))
	if err := v.meetRound(ctx, r); err != nil {
		return answer{}, err
	}
	themes, err := v.themesOnRecord(ctx)
	if err != nil {
		return answer{}, err
	}
	names := themeNames(themes)
	p := roundPage{
		Title: v.words.Line(r.Title), LMG: v.words.Body(r.LMG), Path: prioritiesPath(r.LMG), Stands: wording.RoundStands(r, "group"), Guide: v.words.Person(r.LWO),
		Period: r.From.Plain() + " to " + r.Until.Plain(), Themes: strings.Join(namesOf(r.Themes, names), ", "), Closely: improvement.MaySeeDrafts(v.who, r.LMG),
		Offers: v.roundOffers(r),
	}
	p.Requests, p.Actions = v.requestLines(r, shown, p.Closely), v.actionLines(r, p.Closely)
	if p.Closely {
		v.closely(r, shown, names, &p)
	}
	for _, task := range r.Tasks() {
		if task.MayKnow(v.who) && p.Closely {
			p.Next = append(p.Next, v.waiting(task))
		}
	}
	return show(p)
}

// closely fills in what only those of the LMG see before it is agreed.
func (v *visit) closely(r *improvement.PrioritySetting, shown map[improvement.ItemID]shownItem, themes map[improvement.ThemeID]string, p *roundPage) {
	for _, b := range r.Before {
		p.Before = append(p.Before, beforeLine{shown[b.Item], plainStage(string(b.Strength)), v.reviewedBy(b)})
	}
	p.Drafts = v.draftLines(r, shown, themes)
	for _, s := range r.Sought {
		p.Says = append(p.Says, fact{"The group asks", v.words.Line(s)})
	}
	for _, s := range r.Declined {
		p.Says = append(p.Says, fact{"The group says", v.words.Line(s)})
	}
	if !r.Ended.Empty() {
		p.Says = append(p.Says, fact{"Ended", v.words.Line(r.Ended)})
	}
	for _, s := range r.Earlier {
		p.Earlier = append(p.Earlier, fact{string(s.Priority), plainStage(string(s.Fate)) + ": " + v.words.Line(s.Because)})
	}
	for _, b := range r.Ballots {
		line := subjectLine{Name: v.draftsNamed(r, b.Drafts), Path: decisionPath(b.Approval), Stands: "open"}
		if b.Result != nil {
			line.Stands = strings.ToLower(plainStage(string(b.Result.Verdict)))
		}
		p.Votes = append(p.Votes, line)
	}
}

// draftsNamed is what drafts of a round say.
func (v *visit) draftsNamed(r *improvement.PrioritySetting, ids []improvement.PriorityID) string {
	var all []string
	for _, d := range r.Drafts {
		if slices.Contains(ids, d.ID) {
			all = append(all, strings.TrimSuffix(v.words.Line(d.Statement), "."))
		}
	}
	return strings.Join(all, "; ")
}

func (v *visit) reviewedBy(b improvement.Before) string {
	if len(b.Reviewed) == 0 {
		return "nobody has reviewed it yet"
	}
	names := make([]string, len(b.Reviewed))
	for i, person := range b.Reviewed {
		names[i] = v.words.Person(person)
	}
	return "reviewed by " + strings.Join(names, ", ")
}

// meetRound reads the names that a round shows.
func (v *visit) meetRound(ctx context.Context, r *improvement.PrioritySetting) error {
	people := []improvement.PersonID{v.who.Person, r.LWO}
	bodies := []improvement.BodyID{r.LMG}
	for _, b := range r.Before {
		people = append(people, b.Reviewed...)
	}
	for _, q := range r.Requests {
		people, bodies = append(people, q.Of), append(bodies, q.Body)
	}
	for _, d := range r.Drafts {
		people, bodies = append(people, d.By), append(bodies, d.Localities...)
	}
	for _, a := range r.Actions {
		people = append(people, a.Who)
	}
	for _, t := range r.Tasks() {
		people, bodies = append(people, t.Owner, t.Claimed), append(bodies, t.Body)
	}
	return v.meet(ctx, people, bodies)
}

// requestLines are the requests for evidence: all to those of the LMG, to others those that
// they may answer.
func (v *visit) requestLines(r *improvement.PrioritySetting, shown map[improvement.ItemID]shownItem, all bool) []requestLine {
	var lines []requestLine
	for _, q := range r.Requests {
		offers := v.roundItemOffers(r, "request", q.ID)
		if !all && len(offers) == 0 {
			continue
		}
		of := v.words.Person(q.Of)
		if q.Of == "" {
			of = v.words.Body(q.Body)
		}
		line := requestLine{ID: q.ID, Question: v.words.Line(q.Question), Of: of, Stands: plainStage(string(q.Status)) + ", by " + q.Due.Plain(), Offers: offers}
		if !q.Note.Empty() {
			line.Answer = v.words.Line(q.Note)
		}
		switch {
		case q.Late && q.Seen.Empty():
			line.Stands += "; it came late, and what it changes is still to be said"
		case q.Late:
			line.Stands += "; it came late: " + v.words.Line(q.Seen)
		}
		for _, id := range q.Items {
			line.Items = append(line.Items, shown[id])
		}
		lines = append(lines, line)
	}
	return lines
}

// actionLines are what the LMG wants done: all to those of the LMG, to others what they do.
func (v *visit) actionLines(r *improvement.PrioritySetting, all bool) []actionLine {
	var lines []actionLine
	for _, a := range r.Actions {
		line := actionLine{
			What: v.words.Line(a.What), Who: v.words.Person(a.Who), Due: a.Due.Plain(), Stands: plainStage(string(a.Status)),
			Offers: v.roundItemOffers(r, "action", a.ID),
		}
		if all || len(line.Offers) > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}

// draftLines lists the drafts by how important they are found, with how far the members
// agree: a mean alone would hide that they do not.
func (v *visit) draftLines(r *improvement.PrioritySetting, shown map[improvement.ItemID]shownItem, themes map[improvement.ThemeID]string) []draftLine {
	var lines []draftLine
	for _, k := range r.Ranking() {
		for _, d := range r.Drafts {
			if d.ID != k.Priority {
				continue
			}
			line := draftLine{ID: string(d.ID), Statement: v.words.Line(d.Statement), About: themes[d.Theme] + " · " + v.places(d.Localities), Scores: scoresOf(k), Divided: k.Divided,
				Offers: v.roundItemOffers(r, "draft", string(d.ID))}
			if d.Strategic != "" {
				line.About += " · supports " + d.Strategic
			}
			if d.Status != improvement.DraftOpen {
				line.Stands = plainStage(string(d.Status))
			}
			for _, id := range d.Evidence {
				line.RestsOn = append(line.RestsOn, shown[id])
			}
			for _, reason := range d.Reasons {
				line.Reasons = append(line.Reasons, v.words.Line(reason))
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// places names localities; all of them where none is named.
func (v *visit) places(localities []improvement.BodyID) string {
	if len(localities) == 0 {
		return "all localities"
	}
	names := make([]string, len(localities))
	for i, id := range localities {
		names[i] = v.words.Body(id)
	}
	return strings.Join(names, ", ")
}

func namesOf(ids []improvement.ThemeID, names map[improvement.ThemeID]string) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = names[id]
	}
	return all
}
