package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestAVoiceScoresThePlace follows scores of the Place Standard from the public form to
// the officer who reads it, and to what all may see.
func TestAVoiceScoresThePlace(t *testing.T) {
	town := pagestest.Open(t, nil)
	form := town.Stranger(t).Get("/voice/keith").Must(http.StatusOK, "How good is the place? (optional)", "Influence and sense of control", "Place Standard")
	said := url.Values{"text": {lastBus}, "consent.counted": {"yes"}}
	said.Set("place.public-transport.why", "Nothing after five.")
	form.Send("/voice/keith", said).Must(http.StatusUnprocessableEntity, "Error: 0 is not a score", "There is a problem")
	said.Set("place.public-transport.score", "9")
	form.Send("/voice/keith", said).Must(http.StatusUnprocessableEntity, "9 is not a score")
	if all := voices(t, town); len(all) != 0 {
		t.Fatalf("%d were filed", len(all))
	}
	id := speak(t, town, lastBus, url.Values{
		"place.public-transport.score": {"2"}, "place.public-transport.why": {"Nothing after five."}, "place.feeling-safe.score": {"6"},
	})
	officer, member := town.As(t, "east-lwo"), town.As(t, "east-social-work")
	officer.Get("/voices/"+id).Must(http.StatusOK, "Public transport: 2 – Nothing after five.", "Feeling safe: 6")
	member.Get("/library/places").Must(http.StatusOK, "Which locality?")
	member.Get("/library/places?locality=keith").Must(http.StatusOK, "From 0 forms")
	officer.Get("/voices/"+id+"/accept").Send("/accept", nil).Must(http.StatusOK)
	member.Get("/voices/"+id).Must(http.StatusOK, "Public transport: 2")
	member.Get("/library/places?locality=keith").Must(http.StatusOK, "From 1 form.", "Public transport 1 2 2 to 2 2 to 2", "Moving around 0 – – –")
	member.Get("/library/places?locality=buckie").Must(http.StatusOK, "From 0 forms")
}
