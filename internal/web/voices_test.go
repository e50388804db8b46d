package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const lastBus = "The last bus leaves at five, so my daughter cannot stay."

// speak sends a voice about Keith as nobody, and gives its reference.
func speak(t *testing.T, town *pagestest.Town, text string, fill url.Values) string {
	t.Helper()
	said := url.Values{"text": {text}, "consent.counted": {"yes"}, "theme": {"poverty"}}
	for name, all := range fill {
		said[name] = all
	}
	stranger := town.Stranger(t)
	p := stranger.Get("/voice/keith").Must(http.StatusOK, "What is it like in Keith?").Send("/voice/keith", said)
	p.Must(http.StatusOK, "Thank you for speaking up", "What happens next")
	_, reference, _ := strings.Cut(stranger.Cookie("cairn-voice"), "-")
	if reference == "" || p.Path != "/voice/keith/thank-you" {
		t.Fatalf("the reference %q is handed over to %s", reference, p.Path)
	}
	for _, shown := range []*pagestest.Page{p, stranger.Get(p.Path)} { // also when it is loaded again
		shown.Must(http.StatusOK, "Your reference is "+reference)
	}
	return reference
}

// TestWhoSpeaksIsNotWrittenDown holds that neither log nor audit names somebody who is
// signed in and whose voice is refused: the one that is filed a moment later would be theirs.
func TestWhoSpeaksIsNotWrittenDown(t *testing.T) {
	town, logged := pagestest.Open(t, nil).Logged(t)
	parent := town.As(t, "keith-parent")
	parent.Get("/voice/keith").Must(http.StatusOK).Send("/voice/keith", nil).Must(http.StatusUnprocessableEntity, "There is a problem")
	parent.Get("/voice/nowhere").Must(http.StatusNotFound)
	parent.Post("/voice/keith", url.Values{strings.Repeat("x", 300): {"y"}}).Must(http.StatusUnprocessableEntity)
	said := logged()
	if strings.Count(said, "/voice/{locality}") != 3 || strings.Contains(said, "keith-parent") {
		t.Errorf("the log: %s", said)
	}
	parent.Get("/tests/nothing").Must(http.StatusNotFound)
	if !strings.Contains(logged(), "keith-parent") {
		t.Error("elsewhere it names nobody")
	}
}

func voices(t *testing.T, town *pagestest.Town) []improvement.Listing {
	t.Helper()
	all, err := town.Desk.List(t.Context(), improvement.Filter{Kind: improvement.KindVoice})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAVoiceIsHeard follows a voice from the form to the public page.
func TestAVoiceIsHeard(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, lastBus, url.Values{"consent.quoted": {"yes"}})
	officer, member := town.As(t, "east-lwo"), town.As(t, "east-social-work")
	for name, p := range map[string]*pagestest.Page{
		"a member": member.Get("/voices/" + id), "an LWO elsewhere": town.As(t, "west-lwo").Get("/voices/" + id),
		"everybody": town.Stranger(t).Get("/you-said/keith"),
	} {
		if p.Has("last bus") {
			t.Errorf("%s reads a voice before it is accepted: %s", name, p.Text())
		}
	}
	if home := officer.Get("/"); !strings.Contains(home.Body, "/voices/"+id) {
		t.Errorf("the task does not lead to the voice: %s", home.Text())
	}
	officer.Get("/voices").Must(http.StatusOK, "The last bus leaves at five")
	officer.Get("/voices/"+id).Must(http.StatusOK, lastBus, "Poverty", "to be quoted without their name", "Accept it")
	officer.Get("/voices/"+id+"/accept").Send("/accept", nil).Must(http.StatusOK, "The voice is accepted")
	member.Get("/voices/"+id).Must(http.StatusOK, lastBus)
	member.Get("/library?search=bus").Must(http.StatusOK, "The last bus leaves at five")
	town.Stranger(t).Get("/you-said/keith").Must(http.StatusOK, "Poverty: 1 voice", lastBus)
	town.Stranger(t).Get("/you-said/east-lmg").Must(http.StatusOK, lastBus)
	town.Stranger(t).Get("/you-said").Must(http.StatusOK, "Newsletters", "East locality network")
	officer.Get("/voices/"+id+"/quoting").Send("/quoting", nil).Must(http.StatusOK, "not quoted any more")
	if p := town.Stranger(t).Get("/you-said/keith").Must(http.StatusOK, "Poverty: 1 voice"); p.Has("last bus") {
		t.Error("it is quoted against their will")
	}
	erase := officer.Get("/voices/" + id + "/withdraw")
	erase.Send("/withdraw", url.Values{"yes": {"something else"}}).Must(http.StatusUnprocessableEntity, "Nothing was erased yet")
	erase.Send("/withdraw", url.Values{"yes": {id}}).Must(http.StatusOK, "gone for good")
	if p := officer.Get("/voices/"+id).Must(http.StatusOK, "took it back"); p.Has("last bus") {
		t.Error("it is there still")
	}
}

// TestOnlyWhatMayBeQuotedIsPublic holds that a voice is quoted by consent alone, and a
// child's never.
func TestOnlyWhatMayBeQuotedIsPublic(t *testing.T) {
	town := pagestest.Open(t, nil)
	officer := town.As(t, "east-lwo")
	for text, fill := range map[string]url.Values{
		"Counted and not quoted": nil,
		"Said by a child":        {"consent.quoted": {"yes"}, "under_16": {"yes"}, "address": {"child@example.org"}},
	} {
		id := speak(t, town, text, fill)
		officer.Get("/voices/"+id+"/accept").Send("/accept", nil).Must(http.StatusOK, "accepted")
		if p := town.Stranger(t).Get("/you-said/keith"); p.Has(text) {
			t.Errorf("%q is quoted", text)
		}
	}
	town.Stranger(t).Get("/you-said/keith").Must(http.StatusOK, "Poverty: 2 voices")
}

// TestWhatIsHiddenIsNotThere holds that where someone may be unsafe all but the
// safeguarding contact are told that there is nothing.
func TestWhatIsHiddenIsNotThere(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, "I am worried about a child next door", url.Values{"unsafe": {"yes"}})
	officer := town.As(t, "east-lwo")
	officer.Get("/voices/" + id).Must(http.StatusNotFound)
	officer.Get("/trace?of=voice/" + id).Must(http.StatusNotFound)
	officer.Get("/library/item?item=voice/" + id).Must(http.StatusNotFound)
	officer.Get("/voices?stage=unsafe").Must(http.StatusNotFound)
	if officer.Get("/voices").Has("worried") {
		t.Error("the officer's queue shows it")
	}
	contact := town.As(t, "safeguarding")
	contact.Get("/voices").Must(http.StatusOK, "I am worried")
	contact.Get("/voices/"+id).Must(http.StatusOK, "I am worried", "Settle the concern")
	settle := contact.Get("/voices/" + id + "/settle")
	settle.Send("/settle", url.Values{"note": {"Spoke with the family"}}).Must(http.StatusUnprocessableEntity, "Say whether the others")
	settle.Send("/settle", url.Values{"note": {"Spoke with the family"}, "show": {"yes"}}).Must(http.StatusOK, "It is settled")
	if p := officer.Get("/voices/"+id).Must(http.StatusOK, "I am worried"); p.Has("Spoke with the family") {
		t.Error("the contact's note is shown to another")
	}
	officer.Get("/voices/"+id+"/unsafe").Send("/unsafe", url.Values{"why": {"It names a street"}}).Must(http.StatusOK, "It is hidden")
	officer.Get("/voices/" + id).Must(http.StatusNotFound)
	contact.Get("/voices/"+id).Must(http.StatusOK, "It names a street")
}

// TestWhatIsNotAVoiceIsNotFiled holds what the form refuses, and that programs that fill in
// what nobody sees file nothing.
func TestWhatIsNotAVoiceIsNotFiled(t *testing.T) {
	town := pagestest.Open(t, nil)
	stranger := town.Stranger(t)
	form := stranger.Get("/voice/keith")
	form.Send("/voice/keith", url.Values{"text": {lastBus}}).Must(http.StatusUnprocessableEntity, "Say yes here", lastBus)
	form.Send("/voice/keith", url.Values{"consent.counted": {"yes"}}).Must(http.StatusUnprocessableEntity, "There is nothing here")
	form.Send("/voice/keith", url.Values{"text": {"Buy this"}, "consent.counted": {"yes"}, "website": {"https://example.org"}}).Must(http.StatusOK, "Thank you")
	stranger.Get("/voice/east-lmg").Must(http.StatusNotFound)
	if all := voices(t, town); len(all) != 0 {
		t.Errorf("%d were filed", len(all))
	}
	said := url.Values{"text": {lastBus}, "consent.counted": {"yes"}}
	first, second := form.Send("/voice/keith", said), form.Send("/voice/keith", said)
	if first.Path != second.Path {
		t.Errorf("sent twice it is two: %s, %s", first.Path, second.Path)
	}
	if all := voices(t, town); len(all) != 1 {
		t.Errorf("%d were filed", len(all))
	}
}

// TestTooManyVoicesOfAnAddress holds that one place cannot flood the record, and that what
// was written is not lost.
func TestTooManyVoicesOfAnAddress(t *testing.T) {
	town := pagestest.Open(t, nil)
	form := town.Stranger(t).Get("/voice/keith")
	for n := range 30 {
		form.Send("/voice/keith", url.Values{"text": {fmt.Sprint(lastBus, " ", n)}, "consent.counted": {"yes"}}).Must(http.StatusOK)
	}
	form.Send("/voice/keith", url.Values{"text": {"One more"}, "consent.counted": {"yes"}}).Must(http.StatusConflict, "Many have written from this place", "One more")
}

func TestAPosterLeadsToTheForm(t *testing.T) {
	const code = `<svg class="app-code"`
	here := pagestest.Open(t, nil)
	p := here.As(t, "east-lwo").Get("/voice/keith/poster").Must(http.StatusOK, "What is it like in Keith?", here.URL+"/voice/keith", "on no other")
	if strings.Contains(p.Body, code) {
		t.Error("a phone is led to where it cannot go")
	}
	there := pagestest.Open(t, map[string]any{"mail.base_url": "https://cairn.example.org"})
	p = there.Stranger(t).Get("/voice/keith/poster").Must(http.StatusOK, "https://cairn.example.org/voice/keith")
	if !strings.Contains(p.Body, code) || p.Has("on no other") {
		t.Errorf("there is no code on it: %s", p.Text())
	}
}
