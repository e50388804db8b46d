package report

import (
	"strings"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// Summary is one test of change on one A4 page, for a wall or a leaflet. It names nobody.
// Its texts are bounded, so that they fit: one that is longer ends at a word, with
// "… (shortened)". An empty text was not written.
type Summary struct {
	Reference, Title string
	LMG, Locality    string
	Theme, Priority  string
	Standing         string // in a sentence
	AsOf             improvement.Date
	Aim              Aim
	Tried            Tried
	Happened         []Finding // of the last cycle that was studied, in the order of its questions
	MoreFindings     int       // that did not fit
	Chart            *MainChart
	Learned          string // by that cycle
	StudiedCycle     int    // its number; 0 where none was studied
	Decided          *Decision
	Next             string
	Shortened        bool // some text did not fit
}

// Aim is what was to become better, for whom, how much and by when.
type Aim struct {
	What, ForWhom, HowMuch string
	ByWhen                 improvement.Date
}

// Tried is the change that was tried.
type Tried struct {
	Idea, With string
	Cycles     int // begun
}

// Finding is a prediction beside what happened.
type Finding struct {
	Question, Prediction, Happened string
	AsFound                        string // as predicted, partly, otherwise
}

// MainChart is the chart of the test's first outcome measure that has points; where none
// has, of the first other measure.
type MainChart struct {
	Measure string
	SVG     string // a fragment: see picture
	Says    string // what the points say, for who does not see the drawing
}

// Decision is what the LMG decided last.
type Decision struct {
	Proposal   string // adapt, adopt or abandon
	Verdict    string
	On         improvement.Date
	Reasons    []string // why not, or what more it asked for
	Conditions []string
	More       int // reasons and conditions that did not fit
}

// What fits on a page, in characters and entries.
const (
	longText     = 420
	shortText    = 180
	mostFindings = 4
	mostReasons  = 3
)

// chartWidth is the drawing's, in its own units: as wide as the text of the page.
const chartWidth = 640

// poster makes a summary, and remembers whether something did not fit.
type poster struct {
	names     Names
	shortened bool
}

// SummaryOf makes the summary of a test as whoever asks may know it. It fails where points
// cannot be read by their measure's rule set.
func SummaryOf(t *improvement.TestOfChange, n Names, asOf improvement.Date) (Summary, error) {
	p := &poster{names: n}
	c := t.Charter
	s := Summary{
		Reference: c.ID, Title: line(n.Words(c.Title)), LMG: n.Body(c.LMG), Locality: n.Body(c.Locality), Theme: n.Theme(c.Theme),
		Priority: p.clip(n.Priority(c.Priority), shortText), Standing: standsAt(t), AsOf: asOf,
		Aim:   Aim{p.words(c.Aim.What, longText), p.words(c.Aim.ForWhom, shortText), p.words(c.Aim.HowMuch, shortText), c.Aim.ByWhen},
		Tried: Tried{p.words(c.ChangeIdea, longText), p.words(c.TestedWith, shortText), len(t.Cycles)},
	}
	p.study(t, &s)
	p.decision(t, &s)
	s.Next = p.next(t)
	chart, err := p.chart(t)
	s.Chart, s.Shortened = chart, p.shortened
	return s, err
}

// words opens a text and bounds it.
func (p *poster) words(w improvement.Words, most int) string { return p.clip(p.names.Words(w), most) }

// clip bounds a text on one line at the end of a word.
func (p *poster) clip(s string, most int) string {
	s = line(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	p.shortened = true
	return clipped(s, most)
}

// clipped cuts a text that is too long at the end of a word, and says so; a single word
// that is too long is cut where it must be.
func clipped(s string, most int) string {
	room := []rune(s)[:most-utf8.RuneCountInString(shortened)+1]
	head := string(room[:len(room)-1])
	if room[len(room)-1] != ' ' {
		if at := strings.LastIndexByte(head, ' '); at > 0 {
			head = head[:at]
		}
	}
	return strings.TrimRight(head, " ,;:–-") + shortened
}

// study takes in the last cycle that was studied: its predictions, and what was learned.
func (p *poster) study(t *improvement.TestOfChange, s *Summary) {
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		c := t.Cycles[i]
		if c.Study == nil || c.Plan == nil {
			continue
		}
		s.StudiedCycle, s.Learned = c.Number, p.words(c.Study.Learned, longText)
		s.MoreFindings = max(0, len(c.Plan.Questions)-mostFindings)
		for n, q := range c.Plan.Questions[:len(c.Plan.Questions)-s.MoreFindings] {
			s.Happened = append(s.Happened, p.finding(q, answerTo(c.Study.Answers, n+1)))
		}
		p.shortened = p.shortened || s.MoreFindings > 0
		return
	}
}

func answerTo(answers []improvement.Answer, question int) improvement.Answer {
	for _, a := range answers {
		if a.Question == question {
			return a
		}
	}
	return improvement.Answer{}
}

func (p *poster) finding(q improvement.Question, a improvement.Answer) Finding {
	return Finding{p.words(q.Question, shortText), p.words(q.Prediction, shortText), p.words(a.Happened, shortText), words(a.AsFound)}
}

// decision takes in what the LMG decided last.
func (p *poster) decision(t *improvement.TestOfChange, s *Summary) {
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		c := t.Cycles[i]
		if c.Decided == nil {
			continue
		}
		d := &Decision{Verdict: words(c.Decided.Outcome), On: improvement.DateOf(c.Decided.At)}
		if c.Act != nil && !proposedAnew(t, c) {
			d.Proposal = string(c.Act.Direction)
		}
		d.Reasons, d.More = p.few(c.Decided.Reasons)
		var conditions []improvement.Words
		for _, condition := range c.Decided.Conditions {
			conditions = append(conditions, condition.What)
		}
		asked, more := p.few(conditions)
		d.Conditions, d.More = asked, d.More+more
		s.Decided = d
		return
	}
}

// proposedAnew tells that a cycle's proposal is not the one that was decided on any more.
func proposedAnew(t *improvement.TestOfChange, c improvement.Cycle) bool {
	return c.Decided.Outcome != improvement.Agreed && c.Number == t.Cycle().Number && t.Stage == improvement.StageDecide
}

// few opens the first few texts of a list, and tells how many more there are.
func (p *poster) few(all []improvement.Words) (texts []string, more int) {
	more = max(0, len(all)-mostReasons)
	for _, w := range all[:len(all)-more] {
		texts = append(texts, p.words(w, shortText))
	}
	p.shortened = p.shortened || more > 0
	return texts, more
}

func (p *poster) chart(t *improvement.TestOfChange) (*MainChart, error) {
	id, some := mainMeasure(t)
	if !some {
		return nil, nil
	}
	chart, err := picture.OfMeasure(t, id, func(w improvement.Words) string { return line(p.names.Words(w)) })
	if err != nil {
		return nil, err
	}
	for i := range chart.Series.Points { // a table of notes has no room on the page
		chart.Series.Points[i].Note = ""
	}
	reading, err := t.Reading(id)
	drawn := chart.SVG(picture.Options{Width: chartWidth, IDPrefix: "summary-", NoTitle: true})
	return &MainChart{Measure: chart.Title, SVG: string(drawn), Says: reading.Says}, err
}

// mainMeasure is the measure that the page shows.
func mainMeasure(t *improvement.TestOfChange) (improvement.MeasureID, bool) {
	var other improvement.MeasureID
	for _, m := range t.Charter.Measures {
		switch counted := len(t.PointsOf(m.ID)) > 0; {
		case counted && m.Kind == improvement.Outcome:
			return m.ID, true
		case counted && other == "":
			other = m.ID
		}
	}
	return other, other != ""
}
