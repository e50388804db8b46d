package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// founding is an empty record that an administrator sets up by its pages.
type founding struct {
	t     *testing.T
	town  *pagestest.Town
	mail  *pagestest.Mail // nil: there is no mail server
	admin *pagestest.Visitor
}

// TestAnEmptyRecordIsCarriedToAPlan takes an administrator from the link of the start to a
// test of change whose plan its lead has sent, by pages alone.
func TestAnEmptyRecordIsCarriedToAPlan(t *testing.T) {
	t.Run("with no mail server", func(t *testing.T) {
		s := &founding{t: t, town: pagestest.Begin(t, nil)}
		s.carry()
	})
	t.Run("with one", func(t *testing.T) {
		mail := pagestest.OpenMail(t)
		s := &founding{t: t, town: pagestest.Begin(t, mail.Settings()), mail: mail}
		s.carry()
	})
}

func (s *founding) carry() {
	s.begin()
	s.setUp()
	lwo := s.invite("east-lmg", "A Wellbeing Officer", "lwo@example.org", "lwo")
	s.invite("east-lmg", "A Chair", "chair@example.org", "chair")
	s.invite("east-lmg", "A Member", "one@example.org", "member")
	s.invite("east-lmg", "Another Member", "two@example.org", "member")
	lead := s.invite("breakfast-group", "A Lead", "lead@example.org", "group-lead")
	s.priority()
	s.launch(lwo)
	s.plan(lead)
}

// begin takes the start's link.
func (s *founding) begin() {
	stranger := s.town.Stranger(s.t)
	stranger.Get("/").Must(http.StatusOK, "Nobody is on record here yet", "BEGIN")
	link := path(s.t, s.town.FirstLink())
	s.admin = s.town.Stranger(s.t)
	home := s.admin.Get(link).Send(link, one("people[1].name", "An Administrator", "people[1].email", "admin@example.org", "bodies[1].name", "East LMG"))
	if s.mail == nil {
		s.admin.Aged(time.Hour) // who has nothing to show by that it is them is not asked to
	}
	home.Must(http.StatusOK, "Welcome.", "What to do next", "Add a theme", "Add a locality of East LMG", "Add an action group under East LMG",
		"Invite a Locality Wellbeing Officer into East LMG", "Take that role yourself")
	if s.says(home, "Launch a first test", "Record a priority", "Invite the lead of") {
		s.t.Errorf("it asks for what cannot be done yet: %s", home.Text())
	}
	if s.mail == nil && s.says(home, "by email", "reminded") || s.mail != nil && !s.says(home, "You hear by email") {
		s.t.Errorf("it is not true how people hear: %s", home.Text())
	}
	stranger.Get("/sign-in").Must(http.StatusOK)
	if s.says(stranger.Get("/sign-in"), "BEGIN") {
		s.t.Error("it asks to begin once somebody has")
	}
}

// says tells whether a page says any of it.
func (s *founding) says(p *pagestest.Page, any ...string) bool {
	for _, text := range any {
		if p.Has(text) {
			return true
		}
	}
	return false
}

// setUp follows the next steps of an administrator.
func (s *founding) setUp() {
	s.admin.Get("/themes").Send("/themes", one("name", "Poverty")).Must(http.StatusOK, "is there to choose")
	for _, group := range []struct{ name, kind string }{{"Keith", "locality"}, {"Breakfast group", "action-group"}} {
		add := s.admin.Get("/groups/add?kind=" + group.kind + "&parent=east-lmg")
		add.Send("/add", one("name", group.name)).Must(http.StatusOK, group.name+" is added.")
	}
	s.admin.Get("/").Must(http.StatusOK, "Invite a safeguarding contact into East LMG")
	s.invite("east-lmg", "A Contact", "contact@example.org", string(improvement.Safeguarding))
	home := s.admin.Get("/").Must(http.StatusOK, "Invite the lead of Breakfast group", "Record a priority that East LMG agreed before")
	if s.says(home, "Add a theme", "Add a locality", "Add an action group", "safeguarding") {
		s.t.Errorf("what is done still stands there: %s", home.Text())
	}
}

// invite adds somebody, and gives their browser, signed in.
func (s *founding) invite(group, name, email, role string) *pagestest.Visitor {
	s.t.Helper()
	form := s.admin.Get("/groups/" + group + "/invite?role=" + role)
	how := "They are then sent a link"
	if s.mail == nil {
		how = "make a sign-in link on their page afterwards"
	}
	form.Must(http.StatusOK, how)
	page := form.Send("/invite", one("name", name, "email", email)).Must(http.StatusOK, "They are on record.", name)
	if s.mail == nil && s.says(page, "are then sent", "They hear nothing by email", "At once") {
		s.t.Errorf("it promises letters: %s", page.Text())
	}
	them := s.town.Stranger(s.t)
	var link string
	if s.mail != nil {
		asked(s.t, them, email)
		link = path(s.t, s.mail.Wait(email, signInSubject, 1).Links()[0])
	} else {
		link = s.handOver(page.Path)
	}
	them.Get(link).Send(link, nil).Must(http.StatusOK)
	them.Get("/").Must(http.StatusOK, "Signed in as "+name)
	return them
}

// handOver makes a link for the person of a page, and gives its path.
func (s *founding) handOver(person string) string {
	s.t.Helper()
	return letIn(s.t, s.town, s.admin, person)
}

func letIn(t *testing.T, town *pagestest.Town, admin *pagestest.Visitor, person string) string {
	t.Helper()
	admin.Get(person).Must(http.StatusOK, "Make a sign-in link for them")
	shown := admin.Get(person+"/sign-in-link").Must(http.StatusOK, "once, within the hour").Send("/sign-in-link", nil).
		Must(http.StatusOK, "Hand it over now: this page shows it once")
	_, after, there := strings.Cut(shown.Text(), town.URL+"/sign-in/link/")
	if !there {
		t.Fatalf("no link: %s", shown.Text())
	}
	if nearby := shown.Has("on no other"); nearby == strings.Contains(shown.Body, `aria-label="QR code`) {
		t.Errorf("a code for a phone, of an address that opens on this computer alone (%t): %s", nearby, shown.Text())
	}
	return "/sign-in/link/" + strings.Fields(after)[0]
}

// priority records what the LMG agreed before.
func (s *founding) priority() {
	s.admin.Get("/priorities/east-lmg").Must(http.StatusOK, "Record a priority that was agreed before")
	form := s.admin.Get("/priorities/east-lmg/record").Must(http.StatusOK, "What the group had agreed to work on")
	form.Send("/record", one("theme", "poverty")).Must(http.StatusUnprocessableEntity, "Write what the group agreed to work on.")
	fill := one("theme", "poverty", "statement", "Nobody starts the school day hungry")
	form.Send("/record", fill).Must(http.StatusOK, "The priority is on record", "Nobody starts the school day hungry")
	form.Send("/record", fill).Must(http.StatusOK) // pressed twice
	if all, err := s.town.Desk.List(s.t.Context(), improvement.Filter{Kind: improvement.KindPriority}); err != nil || len(all) != 1 {
		s.t.Errorf("%d priorities are on record, %v", len(all), err)
	}
	home := s.admin.Get("/").Must(http.StatusOK, "Let the Locality Wellbeing Officer know that all is there")
	if s.says(home, "Invite") || strings.Contains(home.Body, `href="/launch"`) {
		s.t.Errorf("it asks for what is done, or is not theirs: %s", home.Text())
	}
}

// day fills in the three fields of a day, so many days from now.
func (s *founding) day(values url.Values, name string, days int) {
	y, m, d := s.town.Desk.Now().AddDate(0, 0, days).Date()
	values.Set(name+"-day", fmt.Sprint(d))
	values.Set(name+"-month", fmt.Sprint(int(m)))
	values.Set(name+"-year", fmt.Sprint(y))
}

// launch launches the breakfast club, as the LWO does.
func (s *founding) launch(lwo *pagestest.Visitor) {
	lwo.Get("/").Must(http.StatusOK, "Launch a first test of change")
	lwo.Get("/launch").Send("/begin", one("from", "nothing")).Must(http.StatusOK)
	part := func(name string, values url.Values) {
		s.t.Helper()
		lwo.Get("/launch/"+name).Send("/"+name, values).Must(http.StatusOK)
	}
	part("title", one("title", "Breakfast club", "kind", "test-of-change"))
	part("where", one("locality", "keith"))
	priorities, err := s.town.Desk.List(s.t.Context(), improvement.Filter{Kind: improvement.KindPriority})
	if err != nil {
		s.t.Fatal(err)
	}
	part("priority", one("priority", priorities[0].Subject.ID()))
	aim := one("aim.what", "Fewer are late", "aim.for_whom", "Primary 1", "aim.how_much", "From 9 to 3")
	s.day(aim, "aim.by_when", 200)
	part("aim", aim)
	part("change", one("change_idea", "A breakfast on Mondays", "tested_with", "One class"))
	part("measures", one("measures[1].name", "Late arrivals", "measures[1].kind", "outcome", "measures[1].better", "lower"))
	part("group", one("action_group", "breakfast-group"))
	people := lwo.Get("/launch/lead").Must(http.StatusOK, "A Lead", "Leads the group")
	_, after, _ := strings.Cut(people.Body, `name="lead" value="`)
	id, _, _ := strings.Cut(after, `"`)
	people.Send("/lead", one("lead", id)).Must(http.StatusOK)
	done := lwo.Get("/launch/check").Must(http.StatusOK, "Breakfast club").Send("/check", nil).Must(http.StatusOK, "The test of change is launched", "A Lead is asked to write the plan")
	if s.mail == nil && s.says(done, "told by email", "reminder") {
		s.t.Errorf("it promises letters: %s", done.Text())
	}
	if home := lwo.Get("/"); s.says(home, "Launch a first test") {
		s.t.Errorf("what is done still stands there: %s", home.Text())
	}
}

// plan sends the plan, as the lead does.
func (s *founding) plan(lead *pagestest.Visitor) {
	lead.Get("/").Must(http.StatusOK, "Breakfast club")
	form := lead.Get("/tests/breakfast-club/plan").Must(http.StatusOK)
	_, after, _ := strings.Cut(form.Body, `<select class="ds_select" id="steps-1-who"`)
	_, after, _ = strings.Cut(after, `<option value="p-`)
	me, _, _ := strings.Cut(after, `"`)
	me = "p-" + me
	values := one("objective", "Find out whether children come.", "questions[1].question", "How many come?", "questions[1].prediction", "Fifteen.",
		"questions[1].measure", "late-arrivals", "steps[1].what", "Tell every family", "steps[1].who", me,
		"collections[1].measure", "late-arrivals", "collections[1].who", me, "collections[1].every_days", "7")
	s.day(values, "steps[1].due", 5)
	s.day(values, "collections[1].first", 7)
	s.day(values, "collections[1].until", 21)
	form.Send("/plan", values).Must(http.StatusOK)
	_, state, err := s.town.Desk.State(s.t.Context(), improvement.TestSubject("breakfast-club"))
	if err != nil {
		s.t.Fatal(err)
	}
	test, err := improvement.RestoreTest(state)
	if err != nil {
		s.t.Fatal(err)
	}
	if test.Stage != improvement.StageAgree {
		s.t.Errorf("the test is at %s", test.Stage)
	}
}

// TestWhoMakesSignInLinks holds that the page of a link keeps the rules of the command:
// administrators make one, for nobody under 16; it works once, and the one before no more.
func TestWhoMakesSignInLinks(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	first := letIn(t, town, admin, "/people/"+volunteer)
	second := letIn(t, town, admin, "/people/"+volunteer)
	stranger := town.Stranger(t)
	stranger.Get(first).Must(http.StatusNotFound, "This link is not known")
	stranger.Get(second).Must(http.StatusOK).Send(second, nil).Must(http.StatusOK, "Your tasks")
	town.Stranger(t).Get(second).Must(http.StatusConflict, "was used before")

	made := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{What: access.LinkMade, Person: "it-admin"}, 10))
	if len(made) != 2 || made[0].About != "person/"+volunteer || made[0].Reference == "" {
		t.Errorf("audited: %+v", made)
	}
	for _, who := range []string{"east-lwo", "east-chair", volunteer} {
		v := town.As(t, who)
		v.Get("/people/it-admin/sign-in-link").Must(http.StatusForbidden, "This page is for administrators")
		v.Post("/people/it-admin/sign-in-link", nil).Must(http.StatusForbidden)
	}
	if town.As(t, "east-lwo").Get("/people/" + volunteer).Has("sign-in link") {
		t.Error("an LWO is offered what is refused")
	}
	if admin.Get("/people/keith-pupil").Must(http.StatusOK).Has("sign-in link") {
		t.Error("a link for somebody under 16 is offered")
	}
	admin.Get("/people/keith-pupil/sign-in-link").Must(http.StatusForbidden, "Make a link for their named adult")
	admin.Post("/people/keith-pupil/sign-in-link", nil).Must(http.StatusForbidden)

	unattended := town.As(t, "it-admin").Aged(time.Hour)
	for _, of := range []string{"it-admin", volunteer} {
		if p := unattended.Post("/people/"+of+"/sign-in-link", nil); !strings.HasPrefix(p.Path, "/sign-in?") {
			t.Errorf("a browser that was left open makes a link for %s, at %s", of, p.Path)
		}
	}
}

// TestWhoHoldsNoRoleIsToldSo holds that somebody whose last role ended comes in as the
// rules of reading let them, and is told how it stands.
func TestWhoHoldsNoRoleIsToldSo(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	for _, m := range actor(t, town, volunteer).Roles {
		at := fmt.Sprintf("/people/%s/roles/%s/%s/end", volunteer, m.Body, m.Role)
		admin.Get(at).Send("/end", nil).Must(http.StatusOK, "The role has ended")
	}
	admin.Get("/people/"+volunteer).Must(http.StatusOK, "They hold no role. They can still sign in")
	v := town.As(t, volunteer)
	v.Get("/").Must(http.StatusOK, "You hold no role in any group just now", "ask a Locality Wellbeing Officer or an administrator")
	v.Get("/people").Must(http.StatusForbidden)
	if town.As(t, "east-lwo").Get("/").Has("You hold no role") {
		t.Error("an LWO is told so")
	}
}

func actor(t *testing.T, town *pagestest.Town, person improvement.PersonID) improvement.Actor {
	t.Helper()
	who, err := town.Desk.Actor(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// TestYourTasksAskLittle holds that Your tasks asks at most 12 queries also while it works
// out what a record lacks, before its first test and after, with tasks that others could
// do, too.
func TestYourTasksAskLittle(t *testing.T) {
	town := pagestest.Open(t, nil)
	speak(t, town, lastBus, nil)
	admin := town.As(t, "it-admin")
	admin.Get("/people/east-third-sector/give-role").Send("/give-role", one("role", "east-lmg/lwo")).Must(http.StatusOK)
	served, asked := town.Counted(t, improvement.Rates{})
	ask := func(person string, sees ...string) {
		v := served.As(t, person)
		v.Get("/").Must(http.StatusOK, sees...)
		asked.Store(0)
		v.Get("/")
		if n := asked.Load(); n > 12 || n < 6 {
			t.Errorf("%s: %d queries, want at most 12", person, n)
		}
	}
	people := []string{"it-admin", "east-lwo", "east-third-sector"}
	for _, person := range people {
		ask(person, "What to do next")
	}
	town.Launch(t)
	for _, person := range people {
		ask(person, "Your tasks")
	}
}

// TestBrowsersFillInWhatIsYourOwn holds that a browser may fill in one's own name and
// address (WCAG 2.2, 1.3.5), and never those of others.
func TestBrowsersFillInWhatIsYourOwn(t *testing.T) {
	town := pagestest.Open(t, nil)
	admin := town.As(t, "it-admin")
	empty := pagestest.Begin(t, nil)
	if p := empty.Stranger(t).Get(path(t, empty.FirstLink())).Must(http.StatusOK); !strings.Contains(p.Body, `autocomplete="name" id="people-1-name"`) || !strings.Contains(p.Body, `autocomplete="email"`) {
		t.Error("the first administrator's name and address are not told as their own")
	}
	for path, visitor := range map[string]*pagestest.Visitor{"/newsletter/join/east-network": town.Stranger(t), "/voice/keith": town.Stranger(t)} {
		if p := visitor.Get(path).Must(http.StatusOK); !strings.Contains(p.Body, `autocomplete="email"`) {
			t.Errorf("%s: one's own address is not told as such", path)
		}
	}
	for _, path := range []string{"/held/find", "/people/keith-cook/change", "/groups/keith-breakfast/invite"} {
		if p := admin.Get(path).Must(http.StatusOK); strings.Contains(p.Body, `autocomplete="email"`) || strings.Contains(p.Body, `autocomplete="name"`) {
			t.Errorf("%s: a browser fills in oneself for somebody else", path)
		}
	}
}
