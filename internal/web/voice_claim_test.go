package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestOneOfSeveralTakesAVoice holds that of several Locality Wellbeing Officers one says by
// a press that they read a voice, and that the others see who does.
func TestOneOfSeveralTakesAVoice(t *testing.T) {
	town := pagestest.Open(t, nil)
	id := speak(t, town, lastBus, nil)
	task := shared{improvement.VoiceSubject(id), "moderate"}
	officer := town.As(t, "east-lwo")
	if strings.Contains(officer.Get("/").Body, "/tasks/take") {
		t.Error("where there is nobody else, there is something to take")
	}
	admin := town.As(t, "it-admin")
	admin.Get("/people/east-third-sector/give-role").Send("/give-role", one("role", "east-lmg/lwo")).Must(http.StatusOK, "They hold the role")
	other := town.As(t, "east-third-sector")

	home := officer.Get("/").Must(http.StatusOK, "I take this", "you, or Third sector")
	home.Send(task.at("take"), nil).Must(http.StatusOK, "It is with you", "LWO, East sees to this", "Give it back")
	home.Send(task.at("take"), nil).Must(http.StatusOK) // pressed twice
	seen := other.Get("/").Must(http.StatusOK, "LWO, East sees to this", "I take this")
	if seen.Has("you, or") {
		t.Errorf("it is said to be anybody's: %s", seen.Text())
	}
	other.Get("/voices/"+id).Must(http.StatusOK, "Taken by LWO, East")
	seen.Send(task.at("take"), nil).Must(http.StatusOK, "Third sector", "sees to this", "Give it back").
		Send(task.at("give-back"), nil).Must(http.StatusOK, "It is for any of you again", "you, or LWO, East")

	for _, who := range []string{"west-lwo", "east-chair", volunteer} {
		p := town.As(t, who).Post(task.at("take"), nil)
		if p.Status != http.StatusConflict {
			t.Errorf("%s takes it: %d", who, p.Status)
		}
	}
}
