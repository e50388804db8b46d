package improvement_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

const voiceName = "0123456789abcdef0123456789abcdef"

// own is a text as sealed under the voice's own key.
func own(text string) Words {
	w := words(text)
	w.By = VoiceSubject(voiceName).Correspondent()
	return w
}

func lawfulSaid() Said {
	return Said{
		ID: voiceName, LMG: east, Locality: forres, Theme: "poverty", When: "2026-01-30",
		Title: own("The last bus"), Text: own("The last bus leaves at five"),
		Consent: Consent{Day: "2026-01-30", Text: own("We read it and count it."), Counted: true, Quoted: true},
		Address: own("someone@example.org"),
		Place:   []Score{{Theme: "public-transport", Score: 2, Why: own("At five")}, {Theme: "feeling-safe", Score: 7}},
	}
}

func lawfulPlace() Facts {
	return Facts{
		LMG: Body{ID: east, Kind: LMG, Name: "East"}, Locality: Body{ID: forres, Kind: Locality, Parent: east},
		Theme: Theme{ID: "poverty", Name: "Poverty"}, Contact: true, Calendar: holidays,
	}
}

// kept drives a subject without a workflow as the registrar does.
type kept struct {
	t       reporter
	now     time.Time
	direct  Direct
	kind    Kind
	journal []Entry
	last    Filing
	heard   []Notice
}

func newKept(t reporter, kind Kind, d Direct) *kept {
	return &kept{t: t, now: monday, direct: d, kind: kind}
}

// facts are what the registrar looks up for an actor.
func factsFor(who Actor, c DirectCommand) DirectCommand {
	f := lawfulPlace()
	if i := slices.IndexFunc(who.Roles, func(m Membership) bool { return m.Body == breakfast || m.Body == "east-network" }); i >= 0 {
		f.Under = []BodyID{who.Roles[i].Body}
	}
	if asks, ok := c.(Informed); ok && !given(c) {
		return asks.With(f)
	}
	return c
}

// given tells that the test gave facts of its own.
func given(c DirectCommand) bool {
	switch c := c.(type) {
	case SendVoice:
		return c.Facts.Calendar.Holidays != nil
	case RaiseConcern:
		return c.Facts.Calendar.Holidays != nil
	case SettleConcern:
		return c.Facts.Calendar.Holidays != nil
	}
	return false
}

// try files a command if it is accepted; a refused one leaves no trace.
func (k *kept) try(who Actor, c DirectCommand) *Error {
	k.t.Helper()
	before := stateOf(k.t, k.direct)
	events, err := DecideDirect(k.direct, factsFor(who, c), who, k.now)
	if err != nil {
		if len(events) > 0 {
			k.t.Fatalf("%s was refused with events", c.CommandName())
		}
		return refusalOf(k.t, err)
	}
	filing, err := k.direct.Filing(CommandID(fmt.Sprintf("c%d", len(k.journal)+1)), who.Person, k.now, events)
	if err != nil {
		k.t.Fatalf("Filing: %v", err)
	}
	if after := stateOf(k.t, k.direct); !bytes.Equal(before, after) {
		k.t.Fatalf("%s changed the state before it was filed:\n%s\n%s", c.CommandName(), before, after)
	}
	for _, e := range filing.Entries {
		if e.Event.Sentence(ByID{}) == "" {
			k.t.Errorf("event %s has no sentence", e.Event.EventName())
		}
		k.direct.Apply(e)
	}
	k.last, k.heard, k.journal = filing, append(k.heard, filing.Notices...), append(k.journal, filing.Entries...)
	k.check()
	return nil
}

func (k *kept) do(who Actor, c DirectCommand) {
	k.t.Helper()
	if refused := k.try(who, c); refused != nil {
		k.t.Fatalf("%s by %q: %v", c.CommandName(), who.Person, refused)
	}
}

func (k *kept) refuse(who Actor, c DirectCommand, code Code, field string) {
	k.t.Helper()
	refused := k.try(who, c)
	if refused == nil || refused.Code != code || refused.Field != field {
		k.t.Errorf("%s by %q: got %v, want %s of %q", c.CommandName(), who.Person, refused, code, field)
	}
}

// check holds what is so of every subject without a workflow.
func (k *kept) check() {
	k.t.Helper()
	live := stateOf(k.t, k.direct)
	if !bytes.Equal(live, k.last.State) {
		k.t.Fatalf("the state filed is not the live one:\n%s\n%s", k.last.State, live)
	}
	text := stateOf(k.t, k.journal)
	var entries []Entry
	if err := json.Unmarshal(text, &entries); err != nil {
		k.t.Fatalf("the journal does not read back: %v", err)
	}
	folded, err := Fold(k.kind, entries)
	if err != nil || !bytes.Equal(folded, live) {
		k.t.Fatalf("the fold is not the live state (%v):\n%s\n%s", err, folded, live)
	}
	derived, err := Derive(k.last.Subject, entries)
	if err != nil || !bytes.Equal(stateOf(k.t, derived.Tasks), stateOf(k.t, k.last.Tasks)) || !bytes.Equal(stateOf(k.t, derived.Summary), stateOf(k.t, k.last.Summary)) {
		k.t.Fatalf("what is derived is not what was filed (%v):\n%+v\n%+v", err, derived, k.last)
	}
	for _, task := range k.last.Tasks {
		checkTask(k.t, task)
		if !task.NextReminder.IsZero() {
			k.t.Fatalf("task %s announces a reminder that no timer brings", task.Key)
		}
	}
	for _, n := range k.last.Notices {
		if n.Cause == "" || n.SendAfter.IsZero() || n.To.Body == "" || n.To.Role == "" {
			k.t.Fatalf("a notice is not whole: %+v", n)
		}
	}
}

// hidden holds that none of an item's words are where others read: not in the summary,
// the tasks, the notices, nor on the shelf.
func (k *kept) hidden() {
	k.t.Helper()
	open := stateOf(k.t, []any{k.last.Summary, k.last.Tasks, k.last.Notices, k.last.Shelved})
	if bytes.Contains(open, []byte("sealed:")) {
		k.t.Errorf("words of what is hidden can be read: %s", open)
	}
	for _, item := range k.last.Shelved {
		if !item.Hidden {
			k.t.Errorf("what is hidden stands on the shelf: %+v", item)
		}
	}
}

func (k *kept) told(kind NoticeKind) []string {
	r := run{notices: k.last.Notices}
	return r.told(kind)
}

func spoken(t reporter) (*kept, *CommunityVoice) {
	v := new(CommunityVoice)
	k := newKept(t, KindVoice, v)
	k.do(nobody, SendVoice{Said: lawfulSaid()})
	return k, v
}

func TestAVoiceWaitsForTheLWO(t *testing.T) {
	k, v := spoken(t)
	task := k.last.Tasks[0]
	if task.Kind != TaskModerate || task.Role != LWO || task.Body != east || task.Due != "2026-02-09" || len(k.last.Shelved) > 0 {
		t.Errorf("it waits as %+v, with %d on the shelf", task, len(k.last.Shelved))
	}
	n := k.last.Notices[0]
	if len(k.last.Notices) != 1 || n.Kind != NoticeTask || n.To.Role != LWO || !n.SendAfter.Equal(at("2026-02-03 09:00")) || n.Urgent {
		t.Errorf("the LWO is told %+v", k.last.Notices)
	}
	if !v.HearsBack() || v.Citable() || k.last.Summary.Title.Length > 0 {
		t.Errorf("the voice is %+v, summed up as %+v", v, k.last.Summary)
	}
	other, _ := spoken(t)
	if other.last.Notices[0].Cause != n.Cause {
		t.Error("the LWO hears of each voice of a day apart")
	}
}

func TestAnAcceptedVoiceIsOnTheShelf(t *testing.T) {
	k, v := spoken(t)
	for _, who := range everybody {
		if who.Person != "officer" && who.Person != "officer-two" && k.try(who, ModerateVoice{As: VoiceAccepted}) == nil {
			t.Errorf("%q moderated", who.Person)
		}
	}
	k.do(officer, ModerateVoice{As: VoiceAccepted, Theme: "poverty"})
	item := k.last.Shelved[0]
	if item.Hidden || item.Off || item.Strength != FromVoice || item.Kind != Voice || item.By != "" || item.Entry != 1 || len(item.Words) != 2 {
		t.Errorf("on the shelf: %+v", item)
	}
	if !v.Citable() || len(k.last.Tasks) > 0 || k.last.Summary.Open || !v.MayRead(nobody) {
		t.Errorf("accepted, it is %+v", v)
	}
	k.refuse(officer, ModerateVoice{As: VoiceAccepted}, Conflict, "")
	k.refuse(officer, ModerateVoice{As: VoiceSetAside}, Invalid, "reason")
	k.refuse(officer, ModerateVoice{As: "perhaps"}, Invalid, "as")
	k.do(officer2, ModerateVoice{As: VoiceSetAside, Reason: words("names a person")})
	if !k.last.Shelved[0].Off || v.Citable() || v.MayRead(helper) || !v.MayRead(officer) {
		t.Errorf("set aside, it is %+v on the shelf", k.last.Shelved)
	}
	k.refuse(officer, ModerateVoice{As: VoiceSetAside, Reason: words("again")}, Conflict, "")
	k.do(officer, ModerateVoice{As: VoiceAccepted})
	if k.last.Shelved[0].Off {
		t.Error("accepted again, it is off the shelf")
	}
}

func TestAVoiceThatIsSetAsideNeverStoodOnTheShelf(t *testing.T) {
	k, _ := spoken(t)
	k.do(officer, ModerateVoice{As: VoiceSetAside, Reason: words("an advertisement")})
	if len(k.last.Shelved) > 0 {
		t.Errorf("on the shelf: %+v", k.last.Shelved)
	}
}

func TestVoicesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*SendVoice)
		field  string
	}{
		"nothing said":          {func(c *SendVoice) { c.Said.Text = Words{} }, "text"},
		"too long":              {func(c *SendVoice) { c.Said.Text.Length = 100_000 }, "text"},
		"no LMG":                {func(c *SendVoice) { c.Said.LMG = "" }, "lmg"},
		"no such LMG":           {func(c *SendVoice) { c.Facts.LMG = Body{} }, "lmg"},
		"no locality":           {func(c *SendVoice) { c.Said.Locality = "" }, "locality"},
		"no such locality":      {func(c *SendVoice) { c.Facts.Locality = Body{} }, "locality"},
		"of another LMG":        {func(c *SendVoice) { c.Facts.Locality.Parent = west }, "locality"},
		"no such theme":         {func(c *SendVoice) { c.Facts.Theme = Theme{} }, "theme"},
		"tomorrow":              {func(c *SendVoice) { c.Said.When = "2026-02-03" }, "when"},
		"no day":                {func(c *SendVoice) { c.Said.When = "soon" }, "when"},
		"no consent":            {func(c *SendVoice) { c.Said.Consent.Counted = false }, "consent.counted"},
		"consent to nothing":    {func(c *SendVoice) { c.Said.Consent.Text = Words{} }, "consent.text"},
		"consent of tomorrow":   {func(c *SendVoice) { c.Said.Consent.Day = "2026-02-03" }, "consent.day"},
		"eight":                 {func(c *SendVoice) { c.Said.Place[0].Score = 8 }, "place.public-transport"},
		"zero":                  {func(c *SendVoice) { c.Said.Place[1].Score = 0 }, "place.feeling-safe"},
		"scored twice":          {func(c *SendVoice) { c.Said.Place[1].Theme = "public-transport" }, "place.public-transport"},
		"a theme of no place":   {func(c *SendVoice) { c.Said.Place[1].Theme = "opera" }, "place"},
		"under another's key":   {func(c *SendVoice) { c.Said.Text.By = "lead" }, "text"},
		"a reason of another's": {func(c *SendVoice) { c.Said.Place[0].Why.By = "lead" }, "text"},
		"a name that is none":   {func(c *SendVoice) { c.Said.ID = "A b" }, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			send := SendVoice{Said: lawfulSaid(), Facts: lawfulPlace()}
			send.Said.Place = slices.Clone(send.Said.Place)
			c.change(&send)
			newKept(t, KindVoice, new(CommunityVoice)).refuse(nobody, send, Invalid, c.field)
		})
	}
	k, _ := spoken(t)
	k.refuse(nobody, SendVoice{Said: lawfulSaid()}, Conflict, "id")
	for _, c := range []DirectCommand{ModerateVoice{As: VoiceAccepted}, RaiseConcern{}, SettleConcern{Note: words("x")}, StopHearing{}} {
		newKept(t, KindVoice, new(CommunityVoice)).refuse(officer, c, NotFound, "id")
	}
}

func TestNoAddressIsKeptOfAChild(t *testing.T) {
	v := new(CommunityVoice)
	k := newKept(t, KindVoice, v)
	said := lawfulSaid()
	said.Under16 = true
	k.do(nobody, SendVoice{Said: said})
	if v.HearsBack() || !v.Said.Address.Empty() || bytes.Contains(stateOf(t, k.journal), []byte("someone@example.org")) || v.Said.Text.Empty() {
		t.Errorf("of a child there is kept %+v", v.Said)
	}
}

func TestWhoSentAVoiceHearsBackUntilTheyHadEnough(t *testing.T) {
	k, v := spoken(t)
	n := v.HeardBack("priority-setting/east/1/published", "priority/buses", words("Buses"), k.now)
	if n.To.Person != PersonID("voice/"+voiceName) || n.Kind != NoticeHeardBack || n.Item != voiceName || n.Subject != "priority/buses" {
		t.Errorf("they hear %+v", n)
	}
	k.do(nobody, StopHearing{})
	if v.HearsBack() {
		t.Error("letters go on")
	}
	k.refuse(nobody, StopHearing{}, NotFound, "id")
}

func TestAVoiceIsNamedByARandomCommand(t *testing.T) {
	a, err := VoiceID("5f0e6f0a-62d2-4b3c-9c3e-000000000001")
	b, err2 := VoiceID("5f0e6f0a-62d2-4b3c-9c3e-000000000002")
	if err != nil || err2 != nil || a == b || CheckID("id", a) != nil || len(a) != 32 {
		t.Errorf("named %q and %q (%v, %v)", a, b, err, err2)
	}
	for _, id := range []CommandID{"", "1", "short", CommandID(strings.Repeat("x", 31)), CommandID(strings.Repeat("x/", 20)), CommandID(strings.Repeat("x", 101))} {
		if _, err := VoiceID(id); refusalOf(t, err).Field != "command-id" {
			t.Errorf("%q names a voice: %v", id, err)
		}
	}
}

// No sequence of commands shows words of what is hidden to others, leaves a concern
// without a task, or cites what was not accepted.
func TestRandomVoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := chooser(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
		v := new(CommunityVoice)
		k := newKept(t, KindVoice, v)
		said := lawfulSaid()
		said.Unsafe = choose.percent(20)
		k.do(nobody, SendVoice{Said: said})
		for range choose(12) {
			k.now = k.now.Add(time.Duration(choose(100)) * time.Hour)
			k.try(pick(choose, officer, officer, safe, safe, helper, foreign, nobody), pick[DirectCommand](choose,
				ModerateVoice{As: VoiceAccepted, Theme: pick[ThemeID](choose, "", "poverty")},
				ModerateVoice{As: pick(choose, VoiceSetAside, VoiceWaits), Reason: pick(choose, words("x"), Words{})},
				RaiseConcern{Why: words("x")}, SettleConcern{Shown: choose.percent(50), Note: words("x")}, StopHearing{}, SendVoice{Said: said},
				ClaimVoice{Back: choose.percent(30)}, ClaimConcern{Back: choose.percent(30)}))
			if v.Concern.Hides() {
				k.hidden()
			}
			switch tasks := v.Tasks(); {
			case v.Concern != nil && v.Concern.Claim != (Claim{}) && !v.Concern.Open():
				t.Fatalf("nothing waits, and is with %+v", v.Concern.Claim)
			case v.Concern.Open() != (len(tasks) == 1 && tasks[0].Kind == TaskConcern):
				t.Fatalf("the concern %+v has the tasks %+v", v.Concern, tasks)
			case v.Citable() && (v.Concern.Hides() || v.Moderation != VoiceAccepted || len(tasks) > 0):
				t.Fatalf("it may be cited: %+v", v)
			case v.MayRead(nobody) != v.Citable():
				t.Fatalf("anybody may read it: %v; it may be cited: %v", v.MayRead(nobody), v.Citable())
			}
		}
	})
}
