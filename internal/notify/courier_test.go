package notify

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// TestALetterWithALinkLeavesAtOnce holds that the link is in the letter, and never in an error.
func TestALetterWithALinkLeavesAtOnce(t *testing.T) {
	const link = "https://cairn.example.org/sign-in/link/secret"
	failing := &Courier{channel: refusing{}, compose: &composer{log: slog.New(slog.DiscardHandler)}}
	err := failing.SignInLink(t.Context(), "anna", link)
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "@") {
		t.Errorf("the error is %v", err)
	}
}

// refusing repeats all that it was given, as a careless mail server may.
type refusing struct{}

func (refusing) Send(_ context.Context, _ func(context.Context) (Letter, error)) error {
	return errors.New("no such mailbox anna@example.org for https://cairn.example.org/sign-in/link/secret")
}
