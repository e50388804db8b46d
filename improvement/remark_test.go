package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestARemarkIsForThoseAroundTheTest(t *testing.T) {
	remark := MakeRemark{Says: words("Who has the key?")}
	for _, c := range []struct {
		who Actor
		may bool
	}{
		{lead, true}, {helper, true}, {officer, true}, {chair, true}, {clerk, false}, {nobody, false}, {elsewhere(), false},
	} {
		s := reached(t, StageDecide) // also while the LMG decides
		_, err := s.test.Decide(remark, c.who, s.now)
		if (err == nil) != c.may {
			t.Errorf("%s: %v", c.who.Person, err)
		}
		if refused, is := Refusal(err); is && refused.Code != NotAllowed {
			t.Errorf("%s is refused with %s", c.who.Person, refused.Code)
		}
	}
}

// elsewhere is somebody of another group and LMG.
func elsewhere() Actor {
	return Actor{Person: "stranger", Roles: []Membership{{"other-group", "stranger", GroupMember}, {"west", "stranger", Chair}}}
}

func TestThoseWhoAreMentionedAreToldOnce(t *testing.T) {
	s := reached(t, StagePlan)
	s.do(helper, MakeRemark{Says: words("Who has the key?"), Mentioned: []PersonID{"lead", "officer", "lead", "helper"}})
	if got := s.told(NoticeMentioned); !slices.Equal(got, []string{"lead", "officer"}) {
		t.Errorf("told are %v", got)
	}
	if s.notices[0].Reason != words("Who has the key?") {
		t.Errorf("the notice says %+v", s.notices[0])
	}
	if last := s.journal[len(s.journal)-1]; !slices.Equal(s.test.Remarks, []int{last.Version}) {
		t.Errorf("the test has remarks %v", s.test.Remarks)
	}
	if got := ByDigest(s.notices[0], HearWeekly, holidays); !got.After(s.notices[0].SendAfter) {
		t.Error("a mention does not wait for a digest")
	}
}

func TestWhatARemarkMustHave(t *testing.T) {
	s := reached(t, StagePlan)
	many := make([]PersonID, 21)
	for i := range many {
		many[i] = PersonID("p" + string(rune('a'+i)))
	}
	full := *s.test
	full.Remarks = make([]int, 1000)
	for _, c := range []struct {
		name string
		test *TestOfChange
		c    MakeRemark
		code Code
	}{
		{"empty", s.test, MakeRemark{}, Invalid},
		{"too long", s.test, MakeRemark{Says: Words{By: "lead", Length: MaxLineLength + 1, Sealed: "x"}}, Invalid},
		{"nobody", s.test, MakeRemark{Says: words("x"), Mentioned: []PersonID{""}}, Invalid},
		{"too many", s.test, MakeRemark{Says: words("x"), Mentioned: many}, Invalid},
		{"full", &full, MakeRemark{Says: words("x")}, WrongStage},
	} {
		_, err := c.test.Decide(c.c, lead, s.now)
		if refused, is := Refusal(err); !is || refused.Code != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What a page offers is what the rules take: each command of each stage, from each person.
func TestWhatIsOfferedIsWhatTheRulesTake(t *testing.T) {
	said := words("x")
	offers := map[string]TestCommand{
		"send-back": SendBackPlan{}, "plan": SubmitPlan{}, "study": FileStudy{}, "act": ProposeNext{}, "evidence": FileEvidence{},
		"remark": MakeRemark{}, "measure": RecordPoints{Measure: "waste"}, "pause": PauseTest{},
	}
	whole := map[string]func(s *story) TestCommand{
		"send-back": func(*story) TestCommand { return SendBackPlan{Reason: said} },
		"plan":      func(s *story) TestCommand { return SubmitPlan{Plan: lawfulPlan(s.now)} },
		"study":     func(*story) TestCommand { return FileStudy{Study: lawfulStudy()} },
		"act":       func(*story) TestCommand { return ProposeNext{Act: adopt()} },
		"evidence": func(s *story) TestCommand {
			return FileEvidence{Evidence: Evidence{ID: "e", Kind: Voice, Text: said, When: DateOf(s.now)}}
		},
		"remark": func(*story) TestCommand { return MakeRemark{Says: said} },
		"measure": func(s *story) TestCommand {
			return RecordPoints{Measure: "waste", Points: []Point{{Date: DateOf(s.now), Value: 1.5}}}
		},
		"pause": func(s *story) TestCommand { return PauseTest{Until: DateOf(s.now).AddDays(9), Reason: said} },
	}
	for _, stage := range []Stage{StagePlan, StageAgree, StageDo, StageStudy, StageAct, StageDecide} {
		s := reached(t, stage)
		for _, who := range []Actor{lead, helper, officer, chair, clerk, nobody} {
			for name, c := range offers {
				_, err := s.test.Decide(whole[name](s), who, s.now)
				if offered := s.test.Offers(c, who, s.now); (offered == nil) != (err == nil) {
					t.Errorf("%s, %s by %s: offered %v, decided %v", stage, name, who.Person, offered, err)
				}
			}
		}
	}
}
