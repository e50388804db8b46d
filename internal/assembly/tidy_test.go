package assembly_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// A worker tidies every morning of the record: what was kept for coming in and is of no
// more use goes, and what is stays.
func TestEveryMorningWhatIsOfNoMoreUseGoes(t *testing.T) {
	site := assemblytest.NewSite(t, map[string]any{"rehearse": "1d=2s"})
	settings, err := config.Load(config.Source{File: site.File(t)})
	if err != nil {
		t.Fatal(err)
	}
	service, err := assembly.Start(t.Context(), settings, time.Time{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
	})
	ctx, store := context.Background(), service.Desk.Store
	draft := func(form string, age time.Duration) {
		t.Helper()
		if err := store.PutDraft(ctx, access.Draft{Browser: access.HashOf("a browser"), Form: form, Sealed: []byte("x"), At: time.Now().Add(-age)}); err != nil {
			t.Fatal(err)
		}
	}
	draft("/old", 48*time.Hour)
	draft("/new", time.Minute)
	assemblytest.Await(t, time.Minute, "the old draft goes", func() bool {
		_, err := store.Draft(ctx, "", access.HashOf("a browser"), "/old")
		return errors.Is(err, improvement.ErrNotFound)
	})
	if _, err := store.Draft(ctx, "", access.HashOf("a browser"), "/new"); err != nil {
		t.Errorf("the new one: %v", err)
	}
}
