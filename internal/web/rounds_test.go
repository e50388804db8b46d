package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// opened opens the East's round of the examples on its page, and gives its address.
func opened(t *testing.T, town *pagestest.Town) string {
	t.Helper()
	officer := town.As(t, "east-lwo")
	form := officer.Get("/priorities/east-lmg/open").Must(http.StatusOK, "Open a round of priority setting")
	said := url.Values{"title": {"Priorities for 2027"}, "round": {"year-2027"}, "themes[]": {"poverty", "parenting"}}
	for name, day := range map[string][3]string{
		"from": {"16", "8", "2027"}, "until": {"14", "8", "2028"}, "gather_by": {"26", "2", "2027"},
		"propose_by": {"19", "3", "2027"}, "agree_by": {"16", "4", "2027"}, "publish_by": {"30", "4", "2027"},
	} {
		said[name+"-day"], said[name+"-month"], said[name+"-year"] = day[:1], day[1:2], day[2:]
	}
	p := form.Send("/open", said).Must(http.StatusOK, "The round is open", "Priorities for 2027", "Evidence is gathered until Fri 26 Feb 2027")
	return p.Path
}

// fileEvidence files the attendance of the examples on its page, and gives its item.
func fileAttendance(t *testing.T, town *pagestest.Town) string {
	t.Helper()
	p := town.As(t, "east-lwo").Get("/library/file").Must(http.StatusOK, "File evidence").Send("/library/file", url.Values{
		"kind": {"data"}, "strength": {"data"}, "title": {"Attendance by day of the week"}, "lmg": {"east-lmg"}, "locality": {"keith"}, "theme": {"poverty"},
		"source": {"Education service"}, "text": {"On Mondays 84 of 100 children were there."}, "when-day": {"30"}, "when-month": {"6"}, "when-year": {"2026"},
	}).Must(http.StatusOK, "It is in the library", "On Mondays 84 of 100", "Education service")
	_, item, _ := strings.Cut(p.Path, "item=")
	item, err := url.QueryUnescape(item)
	if err != nil {
		t.Fatal(err)
	}
	return item
}

// TestARoundByItsPages carries a round from its opening to what was published.
func TestARoundByItsPages(t *testing.T) {
	town := pagestest.Open(t, nil)
	item, round := fileAttendance(t, town), opened(t, town)
	officer, chair, member := town.As(t, "east-lwo"), town.As(t, "east-chair"), town.As(t, "east-social-work")

	officer.Get("/library/item?item="+url.QueryEscape(item)).Must(http.StatusOK, "Put it before the group: Priorities for 2027")
	officer.Get(round+"/put-evidence?item="+url.QueryEscape(item)).Send("/put-evidence", nil).Must(http.StatusOK, "before the group now", "Attendance by day of the week")
	member.Get(round+"/review-evidence").Send("/review-evidence", url.Values{"items[]": {item}}).Must(http.StatusOK, "you have reviewed them")

	ask := url.Values{"question": {"How many come without breakfast?"}, "of": {"east-health-visitor"}, "due-day": {"12"}, "due-month": {"2"}, "due-year": {"2027"}}
	officer.Get(round+"/ask-evidence").Send("/ask-evidence", ask).Must(http.StatusOK, "How many come without breakfast?", "Open, by Fri 12 Feb 2027")
	asked := town.As(t, "east-health-visitor")
	if home := asked.Get("/"); !strings.Contains(home.Body, round+"/answer-evidence/r1") {
		t.Errorf("the task does not lead to the answer: %s", home.Body)
	}
	asked.Get(round+"/answer-evidence/r1").Must(http.StatusOK, "How many come without breakfast?").
		Send("/answer-evidence/r1", url.Values{"items[]": {item}, "note": {"About one in six"}}).Must(http.StatusOK, "The group has your answer", "About one in six")

	officer.Get(round+"/move-round").Send("/move-round", url.Values{"to": {"propose"}}).Must(http.StatusOK, "Priorities are drafted and scored")
	draft := url.Values{"statement": {"No family chooses between heating and eating"}, "theme": {"poverty"}, "localities[]": {"keith"}, "evidence[]": {item}}
	p := member.Get(round+"/draft").Send("/draft", draft).Must(http.StatusOK, "No family chooses between heating and eating", "Not scored yet", "Attendance by day of the week")
	if p.Has("Call for scores") {
		t.Error("a member is offered what only those who steer may do")
	}
	chair.Get(round+"/call-for-scores").Send("/call-for-scores", url.Values{"due-day": {"12"}, "due-month": {"3"}, "due-year": {"2027"}}).Must(http.StatusOK, "The members are asked")
	chair.Get(round+"/score").Must(http.StatusOK, "No family chooses").Send("/score", url.Values{"scores[1].importance": {"5"}}).Must(http.StatusOK, "Your scores count", "1 gave 5")
	member.Get(round+"/score").Send("/score", url.Values{"scores[1].importance": {"1"}}).Must(http.StatusOK, "The members are divided")
	chair.Get(round+"/put-to-vote").Send("/put-to-vote", nil).Must(http.StatusOK, "The vote is open", "The group is deciding: 1 of 1 votes are open")
	if p := chair.Get(round); p.Has("Draft a priority") {
		t.Error("it offers what this stage does not have")
	}
	member.Get(round+"/draft").Must(http.StatusConflict, "not for you to do just now")
}

// TestDraftsAreTheLMGsOwn holds that what is drafted and scored is not shown elsewhere
// before it is agreed, and that forms are refused there.
func TestDraftsAreTheLMGsOwn(t *testing.T) {
	town := pagestest.Open(t, nil)
	item, round := fileAttendance(t, town), opened(t, town)
	officer := town.As(t, "east-lwo")
	officer.Get(round+"/move-round").Send("/move-round", url.Values{"to": {"propose"}})
	officer.Get(round+"/draft").Send("/draft", url.Values{"statement": {"Warm homes"}, "theme": {"poverty"}, "evidence[]": {item}}).Must(http.StatusOK, "Warm homes")
	for _, person := range []string{"west-chair", "west-lwo", "keith-volunteer"} {
		v := town.As(t, person)
		if p := v.Get(round).Must(http.StatusOK, "Priorities for 2027"); p.Has("Warm homes") {
			t.Errorf("%s sees a draft of the East", person)
		}
		v.Get(round + "/score").Must(http.StatusForbidden)
		v.Post(round+"/draft", url.Values{"statement": {"Mine"}, "theme": {"poverty"}, "evidence[]": {item}}).Must(http.StatusForbidden)
	}
}

// TestEvidenceIsCorrectedAndHidden holds that earlier versions can be read, that the files of
// a stale form are not taken, and that what is hidden is as if it were not there.
func TestEvidenceIsCorrectedAndHidden(t *testing.T) {
	town := pagestest.Open(t, nil)
	item := fileAttendance(t, town)
	officer, member := town.As(t, "east-lwo"), town.As(t, "east-social-work")
	at := "/library/" + item
	form := officer.Get(at+"/correct").Must(http.StatusOK, "Correct evidence")
	form.Send("/correct", url.Values{"text": {"On Mondays 86 of 100 children were there."}, "reason": {"Two were counted twice"}}).
		Must(http.StatusOK, "86 of 100", "84 of 100", "Two were counted twice")
	form.Send("/correct", url.Values{"text": {"Another"}, "reason": {"Again"}}).Must(http.StatusConflict, "Somebody else corrected this")
	member.Get(at+"/correct").Send("/correct", url.Values{"reason": {"Mine"}}).Must(http.StatusUnprocessableEntity, "Only who filed it")
	member.Get("/library?kind=data&locality=keith").Must(http.StatusOK, "Attendance by day of the week", "Corrected")
	if member.Get("/library?locality=buckie").Has("Attendance") {
		t.Error("the filter keeps what it should not")
	}
	member.Get("/library?from=nonsense").Must(http.StatusUnprocessableEntity, "is not a day")
	for address, found := range map[string]bool{ // also as addresses had it before there were three fields
		"from-day=1&from-month=1&from-year=2020": true, "from-day=1&from-month=1&from-year=2099": false, "to-day=1&to-month=1&to-year=2020": false,
		"from=2020-01-01": true, "from=1+January+2099": false, "from-day=&from-month=&from-year=&to-day=&to-month=&to-year=": true,
	} {
		if p := member.Get("/library?"+address).Must(http.StatusOK, "From the day"); p.Has("Attendance by day of the week") != found {
			t.Errorf("%s: %v", address, p.Text())
		}
	}
	if p := member.Get("/library?from=1+August+2026"); !strings.Contains(p.Body, `name="from-day" value="1"`) || !strings.Contains(p.Body, `name="from-month" value="8"`) || !strings.Contains(p.Body, `name="from-year" value="2026"`) {
		t.Error("the three fields do not say the day of the address")
	}
	if p := member.Get("/library?from-day=31&from-month=2&from-year=2026").Must(http.StatusUnprocessableEntity, "This is not a day. Write the day, the month and the year as numbers"); p.Has("There are none") {
		t.Error("a filter that cannot be read is answered by none")
	}
	member.Get(at+"/unsafe").Send("/unsafe", url.Values{"why": {"It names a child"}}).Must(http.StatusOK, "It is hidden")
	for _, path := range []string{"/library/item?item=" + url.QueryEscape(item), at + "/correct", "/trace?of=" + url.QueryEscape(item)} {
		officer.Get(path).Must(http.StatusNotFound)
	}
	contact := town.As(t, "safeguarding")
	contact.Get("/library/item?item="+url.QueryEscape(item)).Must(http.StatusOK, "It names a child", "Settle the concern")
	contact.Get(at+"/settle").Send("/settle", url.Values{"note": {"Taken out"}, "show": {"yes"}}).Must(http.StatusOK, "It is settled")
	officer.Get("/library/item?item="+url.QueryEscape(item)).Must(http.StatusOK, "86 of 100")
}

func TestAConversationIsRecorded(t *testing.T) {
	town := pagestest.Open(t, nil)
	town.As(t, "east-third-sector").Get("/library/conversation").Send("/library/conversation", url.Values{
		"title": {"Tea and talk"}, "lmg": {"east-lmg"}, "where": {"Buckie library"}, "people": {"14"}, "text": {"Most know nobody to call on."},
	}).Must(http.StatusOK, "Tea and talk", "Buckie library", "14", "Most know nobody to call on.")
}

// TestATestIsCommissioned asks for a test, moves its day and takes it back.
func TestATestIsCommissioned(t *testing.T) {
	town := pagestest.Open(t, nil)
	chair := town.As(t, "east-chair")
	form := chair.Get("/priorities/east-lmg/commission").Must(http.StatusOK, "Commission a test")
	p := form.Send("/commission", url.Values{
		"priority": {"east-school-day"}, "action_group": {"keith-breakfast"}, "title": {"A warm room after school"},
		"due-day": {"28"}, "due-month": {"5"}, "due-year": {"2027"},
	}).Must(http.StatusOK, "A test is to be launched by Fri 28 May 2027")
	town.As(t, "east-lwo").Get(p.Path).Must(http.StatusOK, "Launch the test")
	chair.Get("/priorities/east-lmg").Must(http.StatusOK, "A warm room after school")
	later := url.Values{"due-day": {"11"}, "due-month": {"6"}, "due-year": {"2027"}, "reason": {"The room is not free"}}
	chair.Get(p.Path+"/reschedule").Send("/reschedule", later).Must(http.StatusOK, "Fri 11 Jun 2027")
	chair.Get(p.Path+"/withdraw").Send("/withdraw", url.Values{"reason": {"Not wanted any more"}}).Must(http.StatusOK, "Withdrawn on", "Not wanted any more")
}

func TestPrioritiesAndCoverage(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "keith-volunteer")
	v.Get("/priorities").Must(http.StatusOK, "East Locality Management Group")
	p := v.Get("/priorities/east-lmg").Must(http.StatusOK, "Current priorities")
	if p.Has("Open a round of priority setting") {
		t.Error("a volunteer is offered to open a round")
	}
	const poverty = "Tackling child poverty Locality Agreed Running Adopted Abandoned Note Buckie 1 – – – No test yet Keith "
	v.Get("/priorities/east-lmg/coverage").Must(http.StatusOK, poverty+"1 – – – No test yet Lossiemouth 1 – – – No test yet",
		"Children's mental wellbeing Locality Agreed Running Adopted Abandoned Note Buckie – – – – Nothing happens", "Where nothing happens Children's mental wellbeing: Buckie, Keith, Lossiemouth")
	town.Launch(t)
	v.Get("/priorities/east-lmg/coverage").Must(http.StatusOK, poverty+"1 1 – – Lossiemouth 1 – – – No test yet")
	v.Get("/trace?of=priority/east-school-day").Must(http.StatusOK, "What came of it")
	v.Get("/trace?of=person/east-lwo").Must(http.StatusNotFound)
}

// TestOnesPart holds who reads whose.
func TestOnesPart(t *testing.T) {
	town := pagestest.Open(t, nil)
	begun(t, town)
	lead := town.As(t, "keith-link-worker")
	lead.Get("/part").Must(http.StatusOK, "Your part", "Group lead", "It fed 1 test")
	town.As(t, "east-lwo").Get("/part/keith-link-worker").Must(http.StatusOK, "It fed 1 test")
	town.As(t, "west-lwo").Get("/part/keith-link-worker").Must(http.StatusForbidden)
	lead.Get("/part/nobody").Must(http.StatusForbidden)
}
