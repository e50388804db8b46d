package assembly

import (
	"reflect"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
)

// A letter has half of the lease: however long the mail server may take is within it.
func TestALetterHasItsTime(t *testing.T) {
	m, err := newMetrics()
	if err != nil {
		t.Fatal(err)
	}
	for _, timeout := range []time.Duration{time.Second, 30 * time.Second, 5 * time.Minute} {
		s := config.Default()
		s.Mail.Timeout = timeout
		if o := postmanOptions(s, m, new(Record)); o.Lease/2 < timeout || o.Lease < time.Minute {
			t.Errorf("of %s, the lease is %s", timeout, o.Lease)
		}
	}
}

// The terms are written twice, since settings know no rules: they must agree.
func TestTheDefaultSettingsAreTheDefaultTerms(t *testing.T) {
	if got, want := terms(config.Default()), improvement.DefaultTerms(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := reviewTerms(config.Default()), improvement.DefaultReviewTerms(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
