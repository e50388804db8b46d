package report

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

func summaryOf(t *testing.T, of *improvement.TestOfChange) Summary {
	t.Helper()
	s, err := SummaryOf(of, clear{}, "2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASummaryTellsTheWholeTest(t *testing.T) {
	of := golden(t, "test-of-change")
	s := summaryOf(t, of)
	last := of.Cycles[2]
	if s.Title != clear.Words(clear{}, of.Charter.Title) || s.Aim.ByWhen != of.Charter.Aim.ByWhen || s.Tried.Cycles != 3 || s.StudiedCycle != 3 || s.Shortened {
		t.Errorf("it tells %+v", s)
	}
	if len(s.Happened) != len(last.Plan.Questions) {
		t.Fatalf("%d findings of %d predictions", len(s.Happened), len(last.Plan.Questions))
	}
	for i, f := range s.Happened {
		q, a := last.Plan.Questions[i], last.Study.Answers[i]
		if f.Prediction != clear.Words(clear{}, q.Prediction) || f.Happened != clear.Words(clear{}, a.Happened) || f.AsFound != words(a.AsFound) {
			t.Errorf("prediction %d is told as %+v, beside %+v", i+1, f, a)
		}
	}
	if s.Decided == nil || s.Decided.Proposal != "adopt" || s.Decided.Verdict != "agreed" || s.Decided.On != improvement.DateOf(last.Decided.At) {
		t.Errorf("the LMG decided %+v", s.Decided)
	}
	if s.Learned != clear.Words(clear{}, last.Study.Learned) || !strings.Contains(s.Next, "The gain held in part.") || !strings.HasPrefix(s.Standing, "Adopted, and closed on ") {
		t.Errorf("learned %q, next %q, standing %q", s.Learned, s.Next, s.Standing)
	}
	if s.Chart == nil || !strings.HasPrefix(s.Chart.SVG, "<svg") || s.Chart.Says == "" {
		t.Fatalf("the chart is %+v", s.Chart)
	}
	wellFormed(t, s.Chart.SVG)
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("the drawing is not well formed: %v", err)
		}
	}
}

// TestASummaryIsMadeAtEveryStage: also where nothing is planned, counted or decided yet.
func TestASummaryIsMadeAtEveryStage(t *testing.T) {
	of := golden(t, "test-of-change")
	fresh := *of
	fresh.Cycles, fresh.Series = []improvement.Cycle{{Number: 1}}, []improvement.Series{{Measure: "attendance"}, {Measure: "waste"}}
	fresh.Stage, fresh.Conclusion, fresh.GainCheck = improvement.StagePlan, "", nil
	s := summaryOf(t, &fresh)
	if s.Standing != "Cycle 1: being planned." || s.Chart != nil || s.Decided != nil || s.StudiedCycle != 0 || s.Next == "" {
		t.Errorf("a new test is told as %+v", s)
	}
	for _, stage := range improvement.Stages() {
		at := *of
		at.Stage, at.Conclusion, at.GainCheck = stage, "", nil
		if stage == improvement.StageFollowUp || stage == improvement.StageClosed {
			at.Conclusion = improvement.Abandon
		}
		if s := summaryOf(t, &at); s.Standing == "" || s.Next == "" || strings.Contains(s.Standing+s.Next, "%!") {
			t.Errorf("at %s it says %q and %q", stage, s.Standing, s.Next)
		}
	}
}

// TestASummaryShowsTheOutcome: the drawing is of the first outcome measure that was counted.
func TestASummaryShowsTheOutcome(t *testing.T) {
	of := golden(t, "measures")
	of.Charter.Measures = []improvement.Measure{{ID: "other", Kind: improvement.Process}, {ID: "empty", Kind: improvement.Outcome}, {ID: "attendance", Kind: improvement.Outcome}}
	of.Series = append(of.Series, improvement.Series{Measure: "other", Points: []improvement.Point{{Date: "2026-01-05"}}})
	if m, some := mainMeasure(of); !some || m != "attendance" {
		t.Errorf("the main measure is %q", m)
	}
	of.Charter.Measures = of.Charter.Measures[:2]
	if m, some := mainMeasure(of); !some || m != "other" {
		t.Errorf("without an outcome that was counted it is %q", m)
	}
}

// TestWhatWasProposedAnewIsNotWhatWasDecided: a no to adopting does not become a no to
// what the group asks instead.
func TestWhatWasProposedAnewIsNotWhatWasDecided(t *testing.T) {
	of := golden(t, "test-of-change")
	c := of.Cycle()
	c.Decided = &improvement.Decided{Outcome: improvement.Declined, Reasons: []improvement.Words{sealed("Too dear")}}
	of.Stage, of.Conclusion = improvement.StageAct, ""
	if d := summaryOf(t, of).Decided; d.Proposal != "adopt" || d.Verdict != "declined" || !slices.Equal(d.Reasons, []string{"Too dear"}) {
		t.Errorf("after a no it is %+v", d)
	}
	c.Act, of.Stage = &improvement.Act{Direction: improvement.Adapt, Changes: sealed("Half of it")}, improvement.StageDecide
	s := summaryOf(t, of)
	if s.Decided.Proposal != "" || s.Next != "The LMG is asked whether to adapt. Half of it" {
		t.Errorf("asked anew it is %+v, next %q", s.Decided, s.Next)
	}
}

func TestASummaryFitsThePage(t *testing.T) {
	of := golden(t, "test-of-change")
	long := sealed(strings.Repeat("Breakfast for everybody, ", 60))
	of.Charter.Aim.What, of.Charter.ChangeIdea, of.Cycle().Study.Learned = long, long, long
	plan := of.Cycle().Plan
	for range 9 {
		plan.Questions = append(plan.Questions, improvement.Question{Question: long, Prediction: long})
		of.Cycle().Decided.Reasons = append(of.Cycle().Decided.Reasons, long)
	}
	s := summaryOf(t, of)
	if !s.Shortened || len(s.Happened) != mostFindings || s.MoreFindings != len(plan.Questions)-mostFindings || len(s.Decided.Reasons) != mostReasons || s.Decided.More == 0 {
		t.Errorf("it has %d findings and %d more, %d reasons and %d more, shortened %v", len(s.Happened), s.MoreFindings, len(s.Decided.Reasons), s.Decided.More, s.Shortened)
	}
	for _, text := range []string{s.Aim.What, s.Tried.Idea, s.Learned} {
		if n := utf8.RuneCountInString(text); n > longText || !strings.HasSuffix(text, "everybody… (shortened)") && !strings.HasSuffix(text, "for… (shortened)") && !strings.HasSuffix(text, "Breakfast… (shortened)") {
			t.Errorf("a text has %d characters and ends %q", n, text[max(0, len(text)-40):])
		}
	}
}

// TestTextsAreShortenedAtWords holds it for any text: within bounds, nothing cut inside a
// word, and what fits left alone.
func TestTextsAreShortenedAtWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-zé😀,.]{1,12}`)).Draw(t, "words"), " ")
		most := rapid.IntRange(40, 120).Draw(t, "most")
		p := &poster{names: clear{}}
		got := p.clip(s, most)
		if utf8.RuneCountInString(got) > most {
			t.Fatalf("%q has more than %d characters", got, most)
		}
		if fits := utf8.RuneCountInString(s) <= most; fits != (got == s) || fits == p.shortened {
			t.Fatalf("%q became %q", s, got)
		} else if fits {
			return
		}
		head := strings.TrimSuffix(got, shortened)
		rest, kept := strings.CutPrefix(s, head)
		if head == got || !kept || strings.Trim(rest, " ,;:–-") == rest && rest[0] != ' ' {
			t.Fatalf("%q was cut to %q inside a word", s, got)
		}
	})
	if got := clipped(strings.Repeat("x", 100), 40); utf8.RuneCountInString(got) > 40 || !strings.HasSuffix(got, "x"+shortened) {
		t.Errorf("a word that is too long became %q", got)
	}
}
