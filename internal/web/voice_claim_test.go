package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestOneOfSeveralTakesAVoice holds that of several Locality Wellbeing Officers one says by
// a press that they read a voice, and that the others see who does.
func TestOneOfSeveralTakesAVoice(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, lastBus, nil)
	officer := town.As(t, "east-lwo")
	if strings.Contains(officer.Get("/").Body, "/claim") {
		t.Error("where there is nobody else, there is something to take")
	}
	admin := town.As(t, "it-admin")
	admin.Get("/people/east-third-sector/give-role").Send("/give-role", one("role", "east-lmg/lwo")).Must(http.StatusOK, "They hold the role")
	other := town.As(t, "east-third-sector")

	home := officer.Get("/").Must(http.StatusOK, "I take this", "you, or Third sector")
	home.Send("/voices/"+id+"/claim", nil).Must(http.StatusOK, "It is with you", "LWO, East has taken it", "Give it back")
	home.Send("/voices/"+id+"/claim", nil).Must(http.StatusOK) // pressed twice
	seen := other.Get("/").Must(http.StatusOK, "LWO, East has taken it", "I take this")
	if seen.Has("you, or") {
		t.Errorf("it is said to be anybody's: %s", seen.Text())
	}
	other.Get("/voices/"+id).Must(http.StatusOK, "Taken by LWO, East")
	seen.Send("/voices/"+id+"/claim", nil).Must(http.StatusOK, "Third sector", "has taken it", "Give it back").
		Send("/voices/"+id+"/give-back", nil).Must(http.StatusOK, "It is for any of you again", "you, or LWO, East")

	for _, who := range []string{"west-lwo", "east-chair", volunteer} {
		p := town.As(t, who).Post("/voices/"+id+"/claim", nil)
		if p.Status != http.StatusForbidden {
			t.Errorf("%s takes it: %d", who, p.Status)
		}
	}
}
