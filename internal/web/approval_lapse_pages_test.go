package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestALapsedDecisionIsSettled holds that the LWO opens it again, or takes it back.
func TestALapsedDecisionIsSettled(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"rehearse": "1d=3s", "terms.approval_days": 1, "terms.extension_days": 1})
	_, decision := proposed(t, town)
	lwo := town.As(t, "east-lwo")
	lapsed := func() bool { return lwo.Get(decision).Has("Voting ended without a decision.") }
	eventually(t, "the vote lapses", lapsed)
	town.As(t, "east-chair").Get(decision + "/reopen").Must(http.StatusForbidden)
	lwo.Get(decision+"/reopen").Must(http.StatusOK).Send("/reopen", nil).Must(http.StatusOK, "The vote is open again")
	eventually(t, "it lapses again", lapsed)
	form := lwo.Get(decision + "/return").Must(http.StatusOK)
	form.Send("/return", nil).Must(http.StatusUnprocessableEntity, "Say why it goes back.")
	form.Send("/return", url.Values{"reason": {"Nobody had the time"}}).Must(http.StatusOK, "taken back by the Locality Wellbeing Officer", "Nobody had the time")
}
