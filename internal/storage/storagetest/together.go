package storagetest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// together holds that many things read at once are what each is alone.
func together(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	file(t, s, theme("poverty", 0, "c1", "Poverty"))
	file(t, s, theme("poverty", 1, "c2", "Poverty in the country"))
	file(t, s, theme("access", 0, "c1", "Access"))
	recordPeople(t, s, "anna")
	texts := func(list map[improvement.SubjectID]json.RawMessage) map[improvement.SubjectID]string {
		all := map[improvement.SubjectID]string{}
		for subject, state := range list {
			all[subject] = string(state)
		}
		return all
	}
	alone := read[map[improvement.SubjectID]json.RawMessage](t)(s.States(ctx, []improvement.SubjectID{"theme/poverty", "theme/access"}))
	kept := read[map[improvement.SubjectID]json.RawMessage](t)(s.StatesBy(ctx, improvement.Filter{Kind: improvement.KindTheme}))
	same(t, "states of a kind", texts(kept), texts(alone))
	first := read[map[improvement.SubjectID]json.RawMessage](t)(s.StatesBy(ctx, improvement.Filter{Kind: improvement.KindTheme, Limit: 1}))
	same(t, "the first of a kind", texts(first), map[improvement.SubjectID]string{"theme/access": string(alone["theme/access"])})

	journals := read[map[improvement.SubjectID][]improvement.Entry](t)(s.Journals(ctx, []improvement.SubjectID{"theme/poverty", "theme/access", "theme/nowhere"}))
	if len(journals) != 2 {
		t.Errorf("%d journals, want the two that are there", len(journals))
	}
	for subject, journal := range journals {
		same(t, "the journal of "+string(subject), journal, read[[]improvement.Entry](t)(s.Journal(ctx, subject, 0)))
	}
}
