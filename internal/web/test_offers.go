package web

import (
	"cmp"
	"net/url"
	"strconv"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// offers are the forms of a test that whoever asks may use now, beside the tasks.
func (v *visit) offers(t *improvement.TestOfChange) []link {
	path := testPath(t.Charter.ID)
	var links []link
	for _, o := range []struct {
		says, at string
		command  improvement.TestCommand
		unless   bool
	}{
		{"Send the plan back", "/send-back", improvement.SendBackPlan{}, false},
		{"End Do early", "/end-do", improvement.EndDoEarly{}, t.Stage != improvement.StageDo},
		{"Take the proposal to the LMG", "/take-to-lmg", improvement.TakeToLMG{}, false},
		{"Propose a shared agreement", "/agreement", improvement.ProposeAgreement{}, t.Agreement != nil},
		{"Pause the test", "/pause", improvement.PauseTest{}, false},
		{"Go on after the pause", "/resume", improvement.ResumeTest{}, false},
		{"Hand tasks over", "/hand-over", improvement.HandOver{From: "?", To: "!"}, false},
	} {
		if !o.unless && t.Offers(o.command, v.who, v.Now()) == nil {
			links = append(links, link{o.says, path + o.at})
		}
	}
	if launchers.lets(true, v.who) {
		links = append(links, link{"Launch one like it", launchPath + "?from=" + url.QueryEscape(fromTest+t.Charter.ID)})
	}
	return links
}

// commandOf is the command that does a task of a test, without what will be written.
func (v *visit) commandOf(task improvement.Task) (improvement.TestCommand, bool) {
	switch task.Kind {
	case improvement.TaskPlan:
		return improvement.SubmitPlan{}, true
	case improvement.TaskAgree:
		return improvement.AgreePlan{}, true
	case improvement.TaskStep:
		return improvement.CompleteStep{Step: improvement.StepID(task.Item)}, true
	case improvement.TaskCollect:
		return improvement.RecordPoints{Measure: improvement.MeasureID(task.Item)}, true
	case improvement.TaskFinishDo:
		return improvement.FinishDo{}, true
	case improvement.TaskStudy:
		return improvement.FileStudy{}, true
	case improvement.TaskAct:
		return improvement.ProposeNext{}, true
	case improvement.TaskBegin:
		return improvement.BeginCycle{}, true
	case improvement.TaskCheck:
		return improvement.CheckGain{}, true
	case improvement.TaskTalk:
		return improvement.TalkAbout{Talk: task.Item}, true
	case improvement.TaskAgreement:
		return improvement.AgreeToPart{Party: number(task.Item)}, true
	case improvement.TaskReview:
		return improvement.ReviewAgreement{}, true
	}
	return nil, false
}

// ownerIs says whose a task is.
func ownerIs(task improvement.Task, v *visit) string {
	return cmp.Or(wording.Owner(task, v.words), "nobody yet")
}

func itoa(n int) string { return strconv.Itoa(n) }

// number is a whole number from an address; 0 where it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// stageForms are the forms of the tasks that a test has once at a time.
var stageForms = map[improvement.TaskKind]string{
	improvement.TaskPlan: "/plan", improvement.TaskAgree: "/agree-plan", improvement.TaskFinishDo: "/finish-do",
	improvement.TaskStudy: "/study", improvement.TaskAct: "/act", improvement.TaskBegin: "/begin-cycle",
	improvement.TaskCheck: "/check-gain", improvement.TaskReview: "/agreement/review",
}

// testTaskPath is the form of a task of a test; the test itself where there is none.
func testTaskPath(task improvement.Task) string {
	test := task.Subject.ID()
	switch task.Kind {
	case improvement.TaskStep:
		return testPart(test, "steps", task.Item) + "/done"
	case improvement.TaskCollect:
		return testPart(test, "measures", task.Item) + "/record"
	case improvement.TaskTalk:
		return testPart(test, "talks", task.Item)
	case improvement.TaskAgreement:
		return testPart(test, "agreement", task.Item) + "/agree"
	}
	return testPath(test) + stageForms[task.Kind]
}
