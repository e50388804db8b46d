package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/google/uuid"
)

// sendVoice files a voice past its form, which takes only so many from one place.
func sendVoice(t *testing.T, town *pagestest.Town, text string) {
	t.Helper()
	command := improvement.CommandID(uuid.NewString())
	id, err := improvement.VoiceID(command)
	if err != nil {
		t.Fatal(err)
	}
	subject := improvement.VoiceSubject(id)
	words, err := town.Desk.Vault.Seal(t.Context(), "text", subject.Correspondent(), text)
	if err != nil {
		t.Fatal(err)
	}
	said := improvement.Said{
		ID: id, LMG: "east-lmg", Locality: "keith", Theme: "poverty", When: "2027-01-18", Title: words, Text: words,
		Consent: improvement.Consent{Day: "2027-01-18", Text: words, Counted: true},
	}
	if _, err := town.Desk.Registrar().File(t.Context(), subject, command, "", improvement.SendVoice{Said: said}); err != nil {
		t.Fatal(err)
	}
}

// TestVoicesStandOnPages holds that each of many voices is on one page of the list, and
// that the address of the next keeps the stage.
func TestVoicesStandOnPages(t *testing.T) {
	town := pagestest.Open(t, nil)
	const all = 55
	for n := range all {
		sendVoice(t, town, fmt.Sprintf("Voice number %d.", n))
	}
	next := regexp.MustCompile(`href="([^"]*)">More voices`)
	seen := map[string]bool{}
	v, path, pages := town.As(t, "east-lwo"), "/voices", 0
	for ; path != "" && pages < 4; pages++ {
		p := v.Get(path).Must(http.StatusOK)
		for n := range all {
			if strings.Contains(p.Text(), fmt.Sprintf("Voice number %d.", n)) {
				seen[fmt.Sprint(n)] = true
			}
		}
		path = ""
		if at := next.FindStringSubmatch(p.Body); at != nil {
			path = strings.ReplaceAll(at[1], "&amp;", "&")
			if !strings.Contains(path, "stage=waiting") {
				t.Errorf("the next page is at %s, which forgets the stage", path)
			}
		}
	}
	if len(seen) != all || pages != 2 {
		t.Errorf("%d of %d voices stand on %d pages", len(seen), all, pages)
	}
	if p := v.Get("/voices?stage=waiting&after=none").Must(http.StatusOK); !strings.Contains(p.Body, "Voice number") {
		t.Errorf("behind a voice that is gone there is nothing: %s", p.Text())
	}
}
