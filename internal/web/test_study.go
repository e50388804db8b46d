package web

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// studyPage asks for the Study part of the worksheet: what happened beside what was
// expected.
type studyPage struct {
	Seal     string
	Answers  []studyAnswer
	Analyses []studyAnalysis
	Before   field
	Outcomes []studyOutcome
	Learned  field
	Ratings  []studyRating
}

type studyAnswer struct {
	questionView
	At                string // the path of its fields
	Number            int
	Happened, AsFound field
}

type studyAnalysis struct {
	At, Measure, Reads, ID string
	Chart                  string // where it is
	Says                   field
}

type studyOutcome struct {
	At, ID, Outcome      string
	Mark, Seen, Evidence field
}

type studyRating struct {
	Number                    int
	Indicator, Score, Because field
}

var fileStudy = ofTest{
	template: "test-study", title: "Study: what happened beside what you expected", help: "There is no wrong answer here. Where it came otherwise than expected there is most to learn.",
	command: "study", send: "File the study", done: "Thank you. The study is filed. Next is to propose what happens now.", long: true,
	offered: func(*visit) improvement.TestCommand { return improvement.FileStudy{} },
	trim:    withoutEmptyAnalyses,
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		items, err := v.evidenceToCite(ctx, p.Of)
		if err != nil {
			return err
		}
		p.Content, err = v.studyPage(p, items)
		return err
	},
}.asks()

func (v *visit) studyPage(p *testForm, items []option) (studyPage, error) {
	f, cycle := p.Form, p.Of.Cycle()
	if cycle.Plan == nil {
		return studyPage{}, improvement.ErrNotFound
	}
	of := studyPage{Seal: shortSeal(cycle.Predictions)}
	for i, q := range cycle.Plan.Questions {
		at := fmt.Sprintf("answers[%d]", i+1)
		of.Answers = append(of.Answers, studyAnswer{
			v.questionView(p.Of, q), at, i + 1,
			f.Field(at+".happened", "What happened?", "For example: 14 came on average, once only 6, when it snowed."),
			f.Choice(at+".as_found", "How did the prediction fare?", "", []option{
				{Value: "as-predicted", Label: "As predicted"}, {Value: "partly", Label: "Partly"}, {Value: "otherwise", Label: "Otherwise"},
			}),
		})
	}
	var err error
	if of.Analyses, err = v.analyses(p); err != nil {
		return of, err
	}
	of.Before = f.May("before", "How does it compare with before?", "For example: in autumn, without the early start, 9 came.")
	of.Outcomes = v.outcomesToMark(p, items)
	of.Learned = f.Field("learned", "What did you learn?", "For example: the start matters less than whether somebody meets the families at the gate.")
	for i, at := range f.Rows("self_evaluation", 1) {
		of.Ratings = append(of.Ratings, studyRating{
			i + 1,
			f.May(at+".indicator", "What do you rate?", "A quality indicator. For example: how well we listened to families."),
			optional(f.Choice(at+".score", "Your rating", "", ratings())),
			f.May(at+".because", "What does it rest on?", "For example: 11 of 14 families said they were asked."),
		})
	}
	return of, nil
}

// analyses asks of each measure what its points show, beside how they read by the rules.
func (v *visit) analyses(p *testForm) ([]studyAnalysis, error) {
	var all []studyAnalysis
	for i, m := range p.Of.Charter.Measures {
		reading, err := p.Of.Reading(m.ID)
		if err != nil {
			return nil, err
		}
		at, name := fmt.Sprintf("analyses[%d]", i+1), v.words.Line(m.Name)
		all = append(all, studyAnalysis{
			At: at, ID: string(m.ID), Measure: name, Reads: reading.Says, Chart: testPart(p.Of.Charter.ID, "measures", string(m.ID)),
			Says: p.Form.May(at+".says", "What do the points of "+name+" show?", ""),
		})
	}
	return all, nil
}

// withoutEmptyAnalyses leaves out the measures of which nothing was said.
func withoutEmptyAnalyses(values url.Values) {
	for name := range values {
		if at, is := strings.CutSuffix(name, ".measure"); is && strings.HasPrefix(at, "analyses[") && strings.TrimSpace(values.Get(at+".says")) == "" {
			values.Del(name)
			values.Del(at + ".says")
		}
	}
}

func (v *visit) outcomesToMark(p *testForm, items []option) []studyOutcome {
	var all []studyOutcome
	f := p.Form
	for i, o := range p.Of.Outcomes() {
		at := fmt.Sprintf("outcomes[%d]", i+1)
		all = append(all, studyOutcome{
			At: at, ID: string(o.ID), Outcome: o.Says(v.words.Line),
			Mark: f.Choice(at+".mark", "How far has it come?", "", []option{
				{Value: string(improvement.OutcomeNotSeen), Label: "Not seen yet"},
				{Value: string(improvement.OutcomeEmerging), Label: "Emerging"},
				{Value: string(improvement.OutcomeAchieved), Label: "Achieved"},
			}),
			Seen:     f.May(at+".seen", "What was seen?", "For example: two parents now run the club by themselves on Fridays."),
			Evidence: optional(f.Choice(at+".evidence", "Which evidence shows it?", "", items)),
		})
	}
	return all
}

// ratings is the scale of a self-evaluation.
func ratings() []option {
	names := []string{"unsatisfactory", "weak", "satisfactory", "good", "very good", "excellent"}
	options := make([]option, len(names))
	for i, name := range names {
		options[i] = option{Value: strconv.Itoa(i + 1), Label: fmt.Sprintf("%d – %s", i+1, name)}
	}
	return options
}

// shortSeal is a seal as people compare it.
func shortSeal(seal string) string { return seal[:min(12, len(seal))] }
