package intake

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

var stories = []string{"breakfast-club.yaml", "drop-in.yaml", "playgroup.yaml"}

func exampleStory(t *testing.T, name string) Story {
	t.Helper()
	s, err := ReadStory(document(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryExampleIsTested(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(examples, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		name := filepath.Base(path)
		if name != "directory.yaml" && name != "agreed-before.yaml" && !slices.Contains(append(demo(), append(stories, reviewStory)...), name) {
			t.Errorf("%s is read by no test", name)
		}
	}
}

func TestStoriesReachTheirEnding(t *testing.T) {
	endings := map[string]func(*testing.T, *rehearsal){
		"breakfast-club.yaml": func(t *testing.T, r *rehearsal) {
			if r.test.Conclusion != improvement.Adopt || !r.test.Closed() || r.test.GainCheck.Held != "yes" {
				t.Errorf("ended %s, %q, gain %+v", r.test.Stage, r.test.Conclusion, r.test.GainCheck)
			}
			wantVerdicts(t, r, improvement.Agreed, improvement.Agreed)
			if a := r.test.Agreement; a.Version != 2 || a.Status() != improvement.AgreementAgreed || a.Kept != 1 {
				t.Errorf("the agreement is %+v", a)
			}
			if moved := r.test.OutcomePaths()[3].Marks; moved[0].Mark != improvement.OutcomeEmerging || moved[1].Mark != improvement.OutcomeAchieved {
				t.Errorf("they found people to turn to: %+v", moved)
			}
			if launched := r.test.Launched; r.test.Cycles[1].Decided.At.Sub(launched) > 130*24*time.Hour {
				t.Errorf("decided %s, more than 130 days after the launch", r.test.Cycles[1].Decided.At)
			}
		},
		"drop-in.yaml": func(t *testing.T, r *rehearsal) {
			if r.test.Stage != improvement.StageDo || len(r.test.Cycles) != 3 {
				t.Errorf("ended in %s of cycle %d", r.test.Stage, len(r.test.Cycles))
			}
			wantVerdicts(t, r, improvement.WantsEvidence, improvement.Agreed)
			if r.test.Cycles[0].Studies != 2 {
				t.Errorf("the first study was filed %d times", r.test.Cycles[0].Studies)
			}
		},
		"playgroup.yaml": func(t *testing.T, r *rehearsal) {
			if r.test.Conclusion != improvement.Abandon || !r.test.Closed() {
				t.Errorf("ended %s, %q", r.test.Stage, r.test.Conclusion)
			}
			wantVerdicts(t, r, improvement.Agreed, improvement.Agreed)
			if r.heard(improvement.NoticeExtended) == 0 {
				t.Error("nobody was told that a vote was extended")
			}
		},
	}
	for _, name := range stories {
		t.Run(name, func(t *testing.T) {
			s := exampleStory(t, name)
			r := play(t, s, s.Begins, 0)
			endings[name](t, r)
			for _, kind := range []improvement.NoticeKind{
				improvement.NoticeTask, improvement.NoticeReminder, improvement.NoticeOverdue,
				improvement.NoticeEscalated, improvement.NoticeDecision,
			} {
				if r.heard(kind) == 0 {
					t.Errorf("no notice of the kind %s", kind)
				}
			}
			if !r.escalatedTo(improvement.Recipient{Person: r.test.LWO}) {
				t.Error("the LWO never heard of anything overdue")
			}
			if played := time.Duration(s.Moves[len(s.Moves)-1].On.Day) * s.Day; played > 50*time.Second {
				t.Errorf("it takes %s to play", played)
			}
		})
	}
}

// demo is what `make demo` plays, and its parts.
func demo() []string {
	return append([]string{"school-day.yaml", "priorities-east.yaml", "newsletter-east.yaml"}, inTheMiddle...)
}

// inTheMiddle are the parts in the middle of which the demo ends.
var inTheMiddle = []string{"toy-library.yaml", "homework-club.yaml"}

// The demo sets priorities first: nothing that is loaded brings one.
func TestTheDemoGoesFromVoicesToADecision(t *testing.T) {
	whole := exampleStory(t, demo()[0])
	for _, part := range whole.Parts {
		if !slices.Contains(inTheMiddle, part) { // played by themselves below
			whole = whole.With(exampleStory(t, part))
		}
	}
	for _, late := range []time.Duration{0, 6 * time.Hour, 24 * time.Hour} {
		r := playIn(t, whole, whole.Begins, late, Directory{})
		if r.round == nil || r.round.Published.IsZero() || !r.round.Closed() || len(r.round.Effects()) != 2 {
			t.Fatalf("%s late: the round ended %+v", late, r.round)
		}
		if r.test.Conclusion != improvement.Adopt || r.test.Charter.Priority != r.round.Drafts[0].ID {
			t.Errorf("%s late: %s under %s", late, r.test.Conclusion, r.test.Charter.Priority)
		}
		for _, kind := range []improvement.NoticeKind{improvement.NoticeRoundOpened, improvement.NoticePriorities, improvement.NoticeOverdue} {
			if r.heard(kind) == 0 {
				t.Errorf("%s late: no notice of the kind %s", late, kind)
			}
		}
	}
}

// Whoever carries on after the demo finds something to do, and nothing that is late: by
// the end of the story on a fast machine, nor days after it.
func TestTheDemoEndsInTheMiddle(t *testing.T) {
	whole, stages := exampleStory(t, demo()[0]), map[string]improvement.Stage{"toy-library.yaml": improvement.StageDecide, "homework-club.yaml": improvement.StageDo}
	for _, name := range inTheMiddle {
		s := exampleStory(t, name)
		if s.Ends == nil || !s.Ends.Moment(s.Begins).Equal(whole.Ends.Moment(whole.Begins)) {
			t.Errorf("%s ends another day than the whole", name)
			continue
		}
		for _, late := range []time.Duration{0, 6 * time.Hour, 12 * time.Hour} {
			r := play(t, s, s.Begins, late)
			r.until(s.Ends.Moment(s.Begins).Add(3 * 24 * time.Hour))
			if r.test.Stage != stages[name] || r.heard(improvement.NoticeOverdue) > 0 {
				t.Errorf("%s, %s late: it ended in %s; %d were told of something overdue", name, late, r.test.Stage, r.heard(improvement.NoticeOverdue))
			}
		}
	}
}

const reviewStory = "quality-review-east.yaml"

// A quality review goes from its opening to the last of what was agreed; the decision on
// the club that follows is made with what it found.
func TestAReviewIsToldAsAStory(t *testing.T) {
	whole := exampleStory(t, reviewStory)
	for _, part := range whole.Parts {
		whole = whole.With(exampleStory(t, part))
	}
	for _, late := range []time.Duration{0, 6 * time.Hour, 24 * time.Hour} {
		r := play(t, whole, whole.Begins, late)
		if r.review == nil || r.review.Agreed == nil || !r.review.Closed() || len(r.review.Actions) != 3 {
			t.Fatalf("%s late: the review ended %+v", late, r.review)
		}
		wantVerdicts(t, r, improvement.Agreed, improvement.Agreed, improvement.Agreed)
		scores := r.review.Look().Beside("keith-breakfast")
		if lead, involved := scores[0], scores[3]; lead.Group != 4 || lead.LWO != 3 || involved.WorthATalk() {
			t.Errorf("%s late: after the talk they are %+v", late, scores)
		}
		for _, kind := range []improvement.NoticeKind{improvement.NoticeReview, improvement.NoticeAskedAgain, improvement.NoticeClosed} {
			if r.heard(kind) == 0 {
				t.Errorf("%s late: no notice of the kind %s", late, kind)
			}
		}
		seen := r.last.Pack.Found
		if r.test.Conclusion != improvement.Adopt || seen == nil || seen.Review != r.review.Subject() || seen.Group != "keith-breakfast" || !seen.Rated {
			t.Errorf("%s late: the club was decided on with %+v", late, seen)
		}
	}
}

func (r *rehearsal) escalatedTo(to improvement.Recipient) bool {
	return slices.ContainsFunc(r.notices, func(n improvement.Notice) bool {
		return n.Kind == improvement.NoticeEscalated && n.To == to
	})
}

func wantVerdicts(t *testing.T, r *rehearsal, want ...improvement.Verdict) {
	t.Helper()
	if !slices.Equal(r.verdicts, want) {
		t.Errorf("the LMG decided %v, want %v", r.verdicts, want)
	}
}

// A story may begin on any day, and on a slow machine its moves come late.
func TestStoriesBearDelay(t *testing.T) {
	for _, name := range stories {
		s := exampleStory(t, name)
		for shift := range 7 {
			t.Run(fmt.Sprintf("%s %d days later", name, shift), func(t *testing.T) { play(t, s, s.Begins.AddDays(shift), 0) })
		}
		for _, late := range []time.Duration{6 * time.Hour, 24 * time.Hour, 48 * time.Hour} {
			t.Run(fmt.Sprintf("%s %s late", name, late), func(t *testing.T) { play(t, s, s.Begins, late) })
		}
	}
}

// The values of a story are those of what was counted.
func TestStoriesCountRight(t *testing.T) {
	for _, name := range stories {
		s := exampleStory(t, name)
		r := play(t, s, s.Begins, 0)
		for _, series := range r.test.Series {
			for _, p := range series.Points {
				if p.Numerator == nil {
					continue
				}
				if share := 100 * *p.Numerator / *p.Denominator; math.Abs(share-p.Value) > 0.06 {
					t.Errorf("%s: %s of %s is %.1f, not %.1f", name, series.Measure, p.Date.Plain(), share, p.Value)
				}
			}
		}
	}
}

// claimed is a row of the README's table of charts: story, measure, rules, what it shows.
var claimed = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| `([a-z-]+)` \\| `([a-z0-9-]+)` \\| ([^|]+) \\|")

// shows is what a chart shows, in the words of the README.
func shows(r improvement.Reading) string {
	switch r.Verdict {
	case spc.TooFew:
		return "too few points to say"
	case spc.Quiet:
		return "nothing unusual"
	}
	names := map[spc.Rule]string{spc.Shift: "a shift", spc.Trend: "a trend", spc.Outside: "points beyond a limit"}
	var all []string
	for _, s := range r.Signals {
		if says := fmt.Sprintf("%s for the %s", cmp.Or(names[s.Rule], string(s.Rule)), s.Judgement); !slices.Contains(all, says) {
			all = append(all, says)
		}
	}
	return strings.Join(all, ", ")
}

// The charts of the stories end as the README says, and it leaves none out.
func TestStoriesShowWhatIsClaimed(t *testing.T) {
	claims := map[string]string{}
	for _, row := range claimed.FindAllStringSubmatch(string(document(t, "README.md")), -1) {
		claims[row[1]+" "+row[2]] = row[3] + ": " + row[4]
	}
	shown := map[string]string{}
	for _, name := range stories {
		s := exampleStory(t, name)
		r := play(t, s, s.Begins, 0)
		for _, m := range r.test.Charter.Measures {
			reading, err := r.test.Reading(m.ID)
			if err != nil {
				t.Fatal(err)
			}
			shown[strings.TrimSuffix(name, ".yaml")+" "+string(m.ID)] = string(m.RuleSet()) + ": " + shows(reading)
		}
	}
	if !maps.Equal(claims, shown) {
		t.Errorf("the README claims\n%v\nthe charts show\n%v", claims, shown)
	}
}

// A chart is only as good as what it is held against, and a signal as what people
// make of it.
func TestStoriesMeasureWell(t *testing.T) {
	baselines := map[string][]improvement.MeasureID{
		"breakfast-club.yaml": {"monday-attendance", "late-start"},
		"drop-in.yaml":        {"wait", "someone"},
		"playgroup.yaml":      {"families"},
	}
	for _, name := range stories {
		s := exampleStory(t, name)
		r := play(t, s, s.Begins, 0)
		for _, m := range baselines[name] {
			reading, err := r.test.Reading(m)
			if err != nil {
				t.Fatal(err)
			}
			usual := reading.Phases[0]
			if usual.Baseline == "" || usual.Points < 12 {
				t.Errorf("%s of %s is held against %d points, frozen at %q", m, name, usual.Points, usual.Baseline)
			}
			if froze := r.test.Phases(m)[0]; !froze.At.Before(firstTried(r, m)) || froze.Reason.Empty() {
				t.Errorf("%s of %s was frozen on %s, after the change", m, name, froze.At)
			}
		}
		for _, k := range r.test.Talks {
			if k.Said.Empty() || improvement.DateOf(k.At) > k.Due {
				t.Errorf("%s of %s, on %s, was due on %s and talked about on %s", k.ID, name, k.Measure, k.Due, k.At)
			}
		}
	}
}

// firstTried is the first day on which the first plan collects a measure.
func firstTried(r *rehearsal, m improvement.MeasureID) time.Time {
	var first improvement.Date
	for _, c := range r.test.Cycles[0].Plan.Collections {
		if c.Measure == m {
			first = c.First
		}
	}
	return first.Morning()
}

// The club's gain is seen before the LMG decides on it, in what it is given; what it
// cost the first lesson was over by then; and the Monday that was mistyped is right.
func TestTheClubIsDecidedOnWhatItsChartsShow(t *testing.T) {
	s := exampleStory(t, "breakfast-club.yaml")
	r := play(t, s, s.Begins, 0)
	second := r.test.Cycles[1]
	reading := func(m improvement.MeasureID) improvement.Reading {
		found, err := r.test.Reading(m)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	gain := r.test.Talks[slices.IndexFunc(r.test.Talks, func(k improvement.Talk) bool { return k.Measure == "monday-attendance" })]
	if gain.Signals[0].Judgement != spc.Improvement || !gain.At.Before(second.Decided.At) {
		t.Errorf("it was seen on %s and decided on %s: %+v", gain.At, second.Decided.At, gain.Signals)
	}
	if held := reading("monday-attendance").Signals[0]; held.Last < improvement.DateOf(second.Decided.At).AddDays(12*7) {
		t.Errorf("the gain is seen until %s", held.Last)
	}
	for _, late := range reading("late-start").Signals {
		if late.Judgement != spc.Deterioration || late.Last >= improvement.DateOf(second.Agreed) {
			t.Errorf("the first lesson: %+v", late)
		}
	}
	corrected := slices.DeleteFunc(slices.Clone(r.test.PointsOf("monday-attendance")), func(p improvement.Point) bool { return !p.Corrected })
	if len(corrected) != 1 || *corrected[0].Numerator != 76 || corrected[0].Value != 90.5 {
		t.Errorf("corrected are %+v", corrected)
	}
}

// spreadsheet imports a file of points: nothing in it is wrong.
func (r *rehearsal) spreadsheet(as improvement.PersonID, m improvement.MeasureID, content []byte) {
	r.t.Helper()
	file, err := Reader{Sealer: openSealer{}, Author: as}.PointsFile(r.t.Context(), content, r.test.Measure(m))
	if err != nil {
		r.t.Fatal(err)
	}
	held, err := file.For(r.test, m, r.now)
	if err != nil || held.Err() != nil {
		r.t.Fatal(err, held.Err())
	}
	if err := r.do(Move{As: as}, onTest(improvement.RecordPoints{Measure: m, Points: held.New})); err != nil {
		r.t.Fatal(err)
	}
}
