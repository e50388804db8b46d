package main

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// Each kind is written in its own unit, and what has no amount is not given one.
func TestWhatWasTakenIsWritten(t *testing.T) {
	for want, sum := range map[string]improvement.CostSum{
		"£370":                        {Kind: improvement.Money, Amount: 370},
		"£1.50":                       {Kind: improvement.Money, Amount: 1.5},
		"7.5 staff hours":             {Kind: improvement.StaffHours, Amount: 7.5},
		"0 volunteer hours":           {Kind: improvement.VolunteerHours},
		"in kind, worth £24":          {Kind: improvement.InKind, Amount: 24},
		"in kind, 2 items not valued": {Kind: improvement.InKind, Unvalued: 2},
		"in kind, worth £24, and 1 item not valued": {Kind: improvement.InKind, Amount: 24, Unvalued: 1},
	} {
		if got := tookOf(nil, sum); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A price names its hours and its rate, and says what is not in it.
func TestAPriceNamesItsRate(t *testing.T) {
	if got := wording.Priced(nil); got != "" {
		t.Errorf("without a rate it says %q", got)
	}
	p := &improvement.Pricing{Pounds: 287, Hours: []improvement.PricedHours{{Kind: improvement.StaffHours, Hours: 14, Rate: 20.5, Pounds: 287}}}
	if got := wording.Priced(p); got != "14 staff hours at £20.50 an hour are £287. Money and things in kind are not in it." {
		t.Error(got)
	}
	p.Unpriced = []improvement.CostSum{{Kind: improvement.VolunteerHours, Amount: 10}}
	if got := wording.Priced(p); got != "14 staff hours at £20.50 an hour are £287. Money and things in kind are not in it, nor are 10 volunteer hours, which have no rate." {
		t.Error(got)
	}
	p.Unpriced = nil
	p.Hours, p.Pounds = append(p.Hours, improvement.PricedHours{Kind: improvement.VolunteerHours, Hours: 10, Rate: 11, Pounds: 110}), 397
	if got := wording.Priced(p); got != "14 staff hours at £20.50 an hour are £287; 10 volunteer hours at £11 an hour are £110; together £397. Money and things in kind are not in it." {
		t.Error(got)
	}
}
