package improvement_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// payloadLimit is what Temporal takes in one payload, in bytes.
const payloadLimit = 2 << 20

// emoji is a text of so many emoji as it looks when sealed: four bytes each, a
// nonce and a tag.
func emoji(n int) Words {
	return Words{By: PersonID(strings.Repeat("p", 63)), Length: n, Sealed: base64.StdEncoding.EncodeToString(make([]byte, 4*n+28))}
}

// most is the largest number up to top that is accepted.
func most(top int, accepted func(n int) bool) int {
	low := 0
	for low < top {
		if mid := (low + top + 1) / 2; accepted(mid) {
			low = mid
		} else {
			top = mid - 1
		}
	}
	return low
}

// fill does the largest of a family of commands that is accepted; the smallest is.
func (s *story) fill(who Actor, top int, of func(n int) TestCommand) {
	s.t.Helper()
	s.do(who, of(most(top, func(n int) bool {
		_, err := s.test.Decide(of(n), who, s.now)
		if err != nil {
			refusalOf(s.t, err)
		}
		return err == nil
	})))
}

// heavy is a plan of so many questions, steps and collections, whose lines and
// texts are so many emoji long.
func heavy(s *story, questions, steps, line, text int) SubmitPlan {
	plan := lawfulPlan(s.now)
	plan.Questions, plan.Steps = nil, nil
	due := DateOf(s.now).AddDays(7)
	for range max(questions, 1) {
		plan.Questions = append(plan.Questions, Question{Question: emoji(max(text, 1)), Prediction: emoji(max(text, 1))})
	}
	for range steps {
		plan.Steps = append(plan.Steps, PlannedStep{What: emoji(max(line, 1)), Where: emoji(max(line, 1)), Who: "teacher", Due: due})
		plan.Collections = append(plan.Collections, Collection{
			Measure: "attendance", Who: "teacher", Where: emoji(max(line, 1)), First: due, EveryDays: 7, Until: due.AddDays(70),
		})
	}
	return SubmitPlan{Plan: plan}
}

func noted(from Date, n, note int) RecordPoints {
	c := RecordPoints{Measure: "waste"}
	for i := range max(n, 1) {
		c.Points = append(c.Points, Point{Date: from.AddDays(-i), Value: 1, Note: emoji(max(note, 1))})
	}
	return c
}

// heavyCharter has a title and measures as long as they may be.
func heavyCharter() Charter {
	c := lawfulCharter()
	c.Title = emoji(90)
	c.Measures[0].Name = emoji(300)
	return c
}

func launchedHeavy(t *testing.T) *story {
	s := newStory(t, monday)
	events, err := Launch(heavyCharter(), lawfulFacts(), DefaultTerms(), holidays, officer, s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.file(officer.Person, events)
	return s
}

// Whatever people file, no filing passes what Temporal takes: not the commands
// that are accepted, not what time and the LMG's decision bring of them. And a
// test that is full to its bounds is still carried to its end.
func TestTheLargestOfEverythingCanBeFiledAndEnded(t *testing.T) {
	for _, c := range []struct {
		name  string
		first bool // points and evidence before the plan
		plan  func(s *story) (top int, of func(n int) TestCommand)
	}{
		{"many long steps", false, func(s *story) (int, func(int) TestCommand) {
			return 40, func(n int) TestCommand { return heavy(s, 1, 60, 10*n, 1) }
		}},
		{"the longest lines", false, func(s *story) (int, func(int) TestCommand) {
			return 100, func(n int) TestCommand { return heavy(s, 1, n, 310, 1) }
		}},
		{"long questions", false, func(s *story) (int, func(int) TestCommand) {
			return 100, func(n int) TestCommand { return heavy(s, n, 1, 1, 5_000) }
		}},
		{"a full test", true, func(s *story) (int, func(int) TestCommand) {
			return 100, func(n int) TestCommand { return heavy(s, 100, n, 1, 1) }
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := launchedHeavy(t)
			if c.first {
				s.crammed()
			}
			top, of := c.plan(s)
			s.fill(lead, top, of)
			s.do(officer, AgreePlan{})
			s.crammed()
			s.toTheEnd()
			s.verify()
		})
	}
}

// A test that has no room for another plan is not taken on: it would be stuck in
// Plan, where nothing ends it. It is still adopted or abandoned.
func TestAFullTestIsNotTakenOn(t *testing.T) {
	for _, verdict := range []Verdict{Declined, WantsEvidence} {
		s := launchedHeavy(t)
		s.do(helper, noted("2026-01-31", 1999, 20))
		s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
		s.do(officer, AgreePlan{})
		s.do(officer, EndDoEarly{Reason: words("flood")})
		s.do(lead, FileStudy{Study: voluminous()})
		s.do(lead, ProposeNext{Act: Act{Direction: Abandon, Why: emoji(9_000), Costs: took}})
		s.conclude(Result{Verdict: verdict, Reasons: []Words{words("not yet")}})
		if verdict == WantsEvidence {
			s.do(lead, FileStudy{Study: voluminous()})
		}
		if refused := s.refuse(lead, ProposeNext{Act: adapt(1, "")}, Invalid, ""); !strings.Contains(refused.Message, "in a new test") {
			t.Errorf("%s: %s", verdict, refused.Message)
		}
		s.do(lead, ProposeNext{Act: abandon()})
		s.conclude(Result{Verdict: Agreed})
		if !s.test.Closed() {
			t.Errorf("%s: in %s", verdict, s.test.Stage)
		}
	}
}

// voluminous is a study of a third of a megabyte.
func voluminous() Study {
	study := lawfulStudy()
	for range 7 {
		study.SelfEvaluation = append(study.SelfEvaluation, Rating{Indicator: emoji(4_500), Score: 3, Because: emoji(4_500)})
	}
	return study
}

// Where a test is taken on, a plan has room, whatever the LMG says.
func TestWhatIsTakenOnCanBePlanned(t *testing.T) {
	s := launchedHeavy(t)
	s.do(helper, noted("2026-01-31", 1999, 20))
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	s.do(officer, EndDoEarly{Reason: words("flood")})
	s.do(lead, FileStudy{Study: lawfulStudy()})
	s.fill(lead, 100, func(n int) TestCommand {
		return ProposeNext{Act: Act{Direction: Adapt, Changes: emoji(1 + 90*n), Consequences: emoji(1 + 90*n), Costs: took}}
	})
	s.conclude(s.decision(2))
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	s.verify()
}

// crammed files as many points as are accepted, and then evidence until there is
// no room for any.
func (s *story) crammed() {
	day := DateOf(s.now).AddDays(-5000 + len(s.journal)) // of its own each time
	for points := 512; points > 0; points /= 2 {
		if s.try(helper, noted(day, points, 20)) == nil {
			day = day.AddDays(-points)
		}
	}
	files := make([]File, 100)
	for i := range files {
		files[i] = File{Hash: strings.Repeat("ab", 32), Size: 1}
	}
	for i := 0; ; i++ {
		e := Evidence{ID: fmt.Sprintf("f%d-%d", len(s.journal), i), Kind: Voice, Text: emoji(9_000), When: "2026-01-01", Files: files}
		if s.try(helper, FileEvidence{Evidence: e}) != nil {
			return
		}
	}
}

// toTheEnd carries a test, from Do on, through everything that is lengthy.
func (s *story) toTheEnd() {
	s.asleep(s.now.AddDate(0, 3, 0)) // every reminder at once
	s.fill(officer, 40, func(n int) TestCommand {
		return PauseTest{Until: DateOf(s.now).AddDays(10), Reason: emoji(250*n + 1)}
	})
	s.do(officer, ResumeTest{})
	s.fill(officer, 40, func(n int) TestCommand { return EndDoEarly{Reason: emoji(250*n + 1), Harm: true} })
	for round := range 3 {
		if s.test.Stage == StageStudy {
			s.fill(lead, 40, func(n int) TestCommand { return FileStudy{Study: s.lengthy(250 * n)} })
		}
		s.fill(lead, 40, func(n int) TestCommand {
			return ProposeNext{Act: Act{Direction: Abandon, Why: emoji(250*n + 1), Consequences: emoji(250*n + 1), Costs: took}}
		})
		s.conclude(s.decision(round))
	}
	s.asleep(s.now.AddDate(0, 3, 0))
	for _, step := range s.test.Cycle().Steps {
		if step.Status == StepOpen {
			s.do(lead, CompleteStep{Step: step.ID, Note: words("done")})
		}
	}
	if !s.test.Closed() {
		s.t.Errorf("the test ends in %s", s.test.Stage)
	}
}

// lengthy answers every question, and learned so much.
func (s *story) lengthy(n int) Study {
	study := Study{Learned: emoji(n + 1), Before: emoji(n + 1), Outcomes: lawfulStudy().Outcomes}
	for i := range s.test.Cycle().Plan.Questions {
		study.Answers = append(study.Answers, Answer{Question: i + 1, Happened: emoji(1 + n/20), AsFound: "partly"})
	}
	return study
}

// decision lets a panel decide on what the test asks, with the longest votes: more
// evidence, a decline, then conditions.
func (s *story) decision(round int) Result {
	panel, _ := seats([]int{5, 3, MaxPanel}[round])
	b := newBallot(s.t, s.now, panel).open(s.test.Request(panel))
	b.until(b.now.AddDate(0, 0, 1))
	for i, who := range b.members {
		vote := func(n int) CastVote {
			v := CastVote{Choice: []Choice{MoreEvidence, Decline, WithConditions}[round], Reason: emoji(n + 1)}
			if round == 2 {
				v.Conditions = []Condition{{What: emoji(max(1, n/2)), Who: "teacher", Due: DateOf(b.now).AddDays(90)}}
			}
			return v
		}
		n := most(400, func(n int) bool { _, err := b.approval.Decide(vote(n), who, b.now); return err == nil })
		b.do(who, vote(n))
		if b.approval.Closed() {
			break
		}
		if i == 10 {
			b.asleep(b.now.AddDate(0, 0, 7)) // reminders to all who are silent
		}
	}
	b.verify()
	return *b.approval.Result
}

// A minute is as short as a panel's votes together.
func TestAMinuteHasABound(t *testing.T) {
	b := opened(t, 5)
	b.until(b.now.AddDate(0, 0, 1))
	m := Minute{Outcome: Decline, Present: []PersonID{"m1", "m2", "m3", "m4"}, Reference: words("7"), Held: DateOf(b.now)}
	for range 20 {
		m.Reasons = append(m.Reasons, Words{By: "clerk", Length: 4_000, Sealed: strings.Repeat("c2Vh", 1_340)})
	}
	refused := b.try(clerk, FileMinute{Minute: m})
	if refused == nil || refused.Field != "minute" || !strings.Contains(refused.Message, "64 kB") {
		t.Fatalf("got %v", refused)
	}
	m.Reasons = m.Reasons[:5]
	b.do(clerk, FileMinute{Minute: m})
}

// One member's long vote leaves the others theirs.
func TestAVoteHasItsShare(t *testing.T) {
	b := opened(t, 7)
	refused := b.try(b.members[2], CastVote{Choice: Decline, Reason: words(strings.Repeat("x", 9_500))})
	if refused == nil || refused.Field != "reason" || !strings.Contains(refused.Message, "of 7 on the panel") {
		t.Fatalf("got %v", refused)
	}
	b.do(b.members[2], CastVote{Choice: Decline, Reason: words(strings.Repeat("x", 9_000))})
	refused = b.try(b.members[3], DeclareInterest{Because: words(strings.Repeat("x", 9_500))})
	if refused == nil || refused.Field != "because" {
		t.Fatalf("got %v", refused)
	}
}

func TestConditionsHaveABoundTogether(t *testing.T) {
	b := opened(t, 9)
	vote := ballotOf(WithConditions)
	for len(vote.Conditions) < MaxConditions {
		vote.Conditions = append(vote.Conditions, Condition{What: words("x")})
	}
	for i := range 4 {
		b.do(b.members[i], vote)
	}
	refused := b.try(b.members[4], vote)
	if refused == nil || refused.Field != "conditions" || !strings.Contains(refused.Message, "40 is the most") {
		t.Fatalf("got %v", refused)
	}
	b.do(b.members[4], ballotOf(Agree))
}

// Emoji take four bytes each: what they fill is counted, not only how many there are.
func TestTextsAreBoundedByTheirBytes(t *testing.T) {
	charter := lawfulCharter()
	charter.Title = emoji(200)
	_, err := Launch(charter, lawfulFacts(), DefaultTerms(), holidays, officer, monday)
	if refused := refusalOf(t, err); refused.Field != "title" || !strings.Contains(refused.Message, "emoji") {
		t.Error(refused)
	}
	s := inDo(t)
	s.refuse(officer, EndDoEarly{Reason: emoji(MaxTextLength)}, Invalid, "reason")
	s.refuse(helper, noted("2026-01-01", 1, MaxTextLength), Invalid, "points.note")
	greek := Words{By: "lead", Length: MaxTextLength, Sealed: base64.StdEncoding.EncodeToString(make([]byte, 2*MaxTextLength+28))}
	s.do(officer, EndDoEarly{Reason: greek})

	l := launched(t)
	plan := lawfulPlan(l.now)
	plan.Steps[0].What = emoji(MaxLineLength)
	l.refuse(lead, SubmitPlan{Plan: plan}, Invalid, "steps.what")
}
