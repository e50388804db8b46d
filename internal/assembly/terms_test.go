package assembly

import (
	"reflect"
	"testing"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
)

// The terms are written twice, since settings know no rules: they must agree.
func TestTheDefaultSettingsAreTheDefaultTerms(t *testing.T) {
	if got, want := terms(config.Default()), improvement.DefaultTerms(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
