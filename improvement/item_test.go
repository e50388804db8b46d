package improvement_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

func lawfulItem() Item {
	return Item{
		LMG: east, Locality: forres, Theme: "poverty", Strength: FromData, Title: words("Attendance"),
		Evidence: Evidence{ID: "attendance-2026", Kind: Data, Text: words("84 in 100"), Source: words("annual return"), When: "2026-01-30"},
	}
}

func lawfulConversation() Item {
	i := lawfulItem()
	i.Strength, i.Evidence.Kind, i.Evidence.Where, i.People = "", Conversation, words("the library"), 14
	i.Place = []Score{{Theme: "public-transport", Score: 3}}
	return i
}

func filedItem(t reporter) (*kept, *EvidenceItem) {
	i := new(EvidenceItem)
	k := newKept(t, KindEvidence, i)
	k.do(helper, FileItem{Item: lawfulItem()})
	return k, i
}

func TestWhoFilesEvidenceOfAnLMG(t *testing.T) {
	may := []Actor{officer, officer2, lead, helper, chair, deputy, voter, clerk, newcomer}
	for _, who := range everybody {
		k := newKept(t, KindEvidence, new(EvidenceItem))
		if refused := k.try(who, FileItem{Item: lawfulItem()}); (refused == nil) != among(may, who) {
			t.Errorf("filed by %q: %v", who.Person, refused)
		}
	}
}

func TestEvidenceIsOnTheShelfAtOnce(t *testing.T) {
	k, _ := filedItem(t)
	item := k.last.Shelved[0]
	if item.ID != "evidence/attendance-2026" || item.Strength != FromData || item.Versions != 1 || item.Hidden || len(item.Words) != 3 || item.By != "helper" {
		t.Errorf("on the shelf: %+v", item)
	}
	talk := newKept(t, KindEvidence, new(EvidenceItem))
	talk.do(voter, FileItem{Item: lawfulConversation()})
	if item := talk.last.Shelved[0]; item.Strength != FromVoice || item.Kind != Conversation {
		t.Errorf("a conversation is on the shelf as %+v", item)
	}
}

func TestEvidenceThatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		item  Item
		field string
	}{
		"no title":                   {with(lawfulItem(), func(i *Item) { i.Title = Words{} }), "title"},
		"no strength":                {with(lawfulItem(), func(i *Item) { i.Strength, i.Evidence.Kind = "", Document }), "strength"},
		"a strength of its own":      {with(lawfulItem(), func(i *Item) { i.Strength = "gossip" }), "strength"},
		"no kind":                    {with(lawfulItem(), func(i *Item) { i.Evidence.Kind = "gossip" }), "kind"},
		"no source":                  {with(lawfulItem(), func(i *Item) { i.Evidence.Source = Words{} }), "source"},
		"of tomorrow":                {with(lawfulItem(), func(i *Item) { i.Evidence.When = "2026-02-03" }), "when"},
		"nothing":                    {with(lawfulItem(), func(i *Item) { i.Evidence.Text = Words{} }), "text"},
		"people without consent":     {with(lawfulItem(), func(i *Item) { i.Evidence.ShowsPeople = true }), "consent"},
		"people of a table":          {with(lawfulItem(), func(i *Item) { i.People = 3 }), "people"},
		"a score of 9":               {with(lawfulItem(), func(i *Item) { i.Place = []Score{{Theme: "feeling-safe", Score: 9}} }), "place.feeling-safe"},
		"a conversation nowhere":     {with(lawfulConversation(), func(i *Item) { i.Evidence.Where = Words{} }), "where"},
		"a conversation of nobody":   {with(lawfulConversation(), func(i *Item) { i.People = 0 }), "people"},
		"a conversation of millions": {with(lawfulConversation(), func(i *Item) { i.People = 2_000_000 }), "people"},
	} {
		t.Run(name, func(t *testing.T) {
			newKept(t, KindEvidence, new(EvidenceItem)).refuse(officer, FileItem{Item: c.item}, Invalid, c.field)
		})
	}
	k, _ := filedItem(t)
	k.refuse(officer, FileItem{Item: lawfulItem()}, Conflict, "id")
	s := inDo(t) // a conversation belongs to no test
	s.refuse(helper, FileEvidence{Evidence: lawfulConversation().Evidence}, Invalid, "kind")
}

func with(i Item, change func(*Item)) Item {
	change(&i)
	return i
}

func TestACorrectionKeepsTheEarlierVersion(t *testing.T) {
	k, i := filedItem(t)
	better := with(lawfulItem(), func(i *Item) { i.Evidence.Text = words("86 in 100") })
	for _, who := range everybody {
		may := slices.Contains([]PersonID{"helper", "officer", "officer-two"}, who.Person)
		if refused := k.try(who, CorrectItem{Of: i.Versions, Item: better, Reason: words("a digit")}); (refused == nil) != may {
			t.Errorf("corrected by %q: %v", who.Person, refused)
		}
	}
	if item := k.last.Shelved[0]; item.Versions != 4 || item.Entry != 4 || i.Versions != 4 || i.By != "helper" {
		t.Errorf("corrected: %+v, on the shelf %+v", i, item)
	}
	for _, of := range []int{0, 3, 5} { // another's correction came first
		k.refuse(helper, CorrectItem{Of: of, Item: better, Reason: words("x")}, Conflict, "version")
	}
	k.refuse(helper, CorrectItem{Of: 4, Item: better}, Invalid, "reason")
	k.refuse(helper, CorrectItem{Item: with(better, func(i *Item) { i.LMG = west }), Reason: words("x")}, Invalid, "lmg")
	k.refuse(helper, CorrectItem{Item: with(better, func(i *Item) { i.Evidence.ID = "other" }), Reason: words("x")}, Invalid, "lmg")
	k.refuse(helper, CorrectItem{Of: 4, Item: with(better, func(i *Item) { i.Title = Words{} }), Reason: words("x")}, Invalid, "title")
	for n, want := range map[int]string{1: "84 in 100", 4: "86 in 100"} {
		item, by, _, reason, err := ItemVersion(k.journal, n)
		if err != nil || item.Evidence.Text != words(want) || by == "" || reason.Empty() != (n == 1) {
			t.Errorf("version %d is %+v by %q (%v)", n, item, by, err)
		}
	}
	for _, n := range []int{0, -1, 5} {
		if _, _, _, _, err := ItemVersion(k.journal, n); !errors.Is(err, ErrNotFound) {
			t.Errorf("version %d: %v", n, err)
		}
	}
	newKept(t, KindEvidence, new(EvidenceItem)).refuse(officer, CorrectItem{Item: better, Reason: words("x")}, NotFound, "id")
}

// What is asked of a conversation is not asked of a table: under another kind a correction
// would lose who was there and what they said of the place.
func TestACorrectionKeepsTheKind(t *testing.T) {
	i := new(EvidenceItem)
	k := newKept(t, KindEvidence, i)
	k.do(helper, FileItem{Item: lawfulConversation()})
	k.refuse(helper, CorrectItem{Of: 1, Item: lawfulItem(), Reason: words("x")}, Invalid, "kind")
	if i.Item.People != 14 || len(i.Item.Place) != 1 {
		t.Errorf("it is now %+v", i.Item)
	}
	better := with(lawfulConversation(), func(i *Item) { i.People = 15 })
	k.do(helper, CorrectItem{Of: 1, Item: better, Reason: words("one came late")})
	if i.Item.People != 15 {
		t.Errorf("corrected it is %+v", i.Item)
	}
}

func TestAFileAttachedTwiceIsKeptOnce(t *testing.T) {
	k, i := filedItem(t)
	file := func(digit string, name string) File {
		return File{Hash: strings.Repeat(digit, 64), Name: words(name), Size: 1, Type: "text/csv"}
	}
	item := with(lawfulItem(), func(i *Item) { i.Evidence.Files = []File{file("a", "one"), file("b", "two"), file("a", "one again")} })
	k.do(helper, CorrectItem{Of: 1, Item: item, Reason: words("with the table")})
	if files := i.Item.Evidence.Files; len(files) != 2 || files[0].Name != words("one") || files[1].Name != words("two") {
		t.Errorf("kept are %+v", files)
	}
}

func TestEvidenceByWhichSomeoneMayBeUnsafe(t *testing.T) {
	k, i := filedItem(t)
	k.do(newcomer, RaiseConcern{Why: words("the photo")})
	k.hidden()
	for _, who := range everybody {
		if text := stateOf(t, i.For(who)); bytes.Contains(text, []byte("84")) != (who.Person == "safe") {
			t.Errorf("%q reads %s", who.Person, text)
		}
	}
	k.refuse(helper, CorrectItem{Item: lawfulItem(), Reason: words("x")}, NotFound, "id") // who filed it may be whom it is about
	k.refuse(officer, CorrectItem{Item: lawfulItem(), Reason: words("x")}, NotFound, "id")
	k.do(safe, SettleConcern{Shown: true, Note: words("all is well")})
	if item := k.last.Shelved[0]; item.Hidden || len(item.Words) != 3 || len(k.last.Tasks) > 0 || k.last.Summary.Title.Empty() {
		t.Errorf("shown again: %+v", item)
	}
}

func TestRandomEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := chooser(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") })
		k, i := filedItem(t)
		for range choose(12) {
			k.now = k.now.Add(time.Duration(choose(100)) * time.Hour)
			item := with(lawfulItem(), func(i *Item) {
				i.Title, i.Place = choose.text(), []Score{{Theme: "feeling-safe", Score: choose(9)}}
			})
			k.try(pick(choose, officer, helper, safe, safe, foreign, nobody), pick[DirectCommand](choose,
				CorrectItem{Of: i.Versions - choose(5)/4, Item: item, Reason: choose.text()}, FileItem{Item: item},
				RaiseConcern{Why: words("x")}, SettleConcern{Shown: choose.percent(50), Note: words("x")}, StopHearing{}))
			if i.Concern.Hides() {
				k.hidden()
			}
			if i.Concern.Open() != (len(i.Tasks()) == 1) || len(k.last.Shelved) != 1 || i.MayRead(nobody) != !i.Concern.Hides() {
				t.Fatalf("the item is %+v with %+v", i, i.Tasks())
			}
			if _, _, _, _, err := ItemVersion(k.journal, i.Versions); err != nil {
				t.Fatalf("version %d: %v", i.Versions, err)
			}
		}
	})
}
