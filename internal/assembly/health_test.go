package assembly

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
)

// A part that ends by itself takes the service's readiness with it, and says so.
func TestAServiceWhosePartHasEndedIsNotReady(t *testing.T) {
	s := config.Default()
	s.Roles, s.Data.Dir, s.Engine.Port, s.HTTP.Address = []string{config.RoleEngine}, t.TempDir(), 0, "127.0.0.1:0"
	v, err := Start(t.Context(), s, time.Time{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := v.Stop(); err != nil {
			t.Error(err)
		}
	}()
	if part, cause := v.notReady(t.Context()); part != "" || cause != nil || v.Failure() != nil {
		t.Fatalf("not ready: %s: %v", part, cause)
	}
	ended := errors.New("ended")
	v.fail(ended)
	<-v.Failed()
	if part, cause := v.notReady(t.Context()); part == "" || !errors.Is(cause, ended) || !errors.Is(v.Failure(), ended) {
		t.Errorf("ready: %s: %v", part, cause)
	}
}
