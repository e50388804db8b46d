package storage_test

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// BenchmarkFile files commands as a lifecycle does: an event, one task that goes
// and one that comes, a notice; 15 to a subject, many at once.
func BenchmarkFile(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkFile(b, "sqlite:"+b.TempDir()+"/record.db") })
	b.Run("postgres", func(b *testing.B) { benchmarkFile(b, cluster.Database(b)) })
}

func benchmarkFile(b *testing.B, url string) {
	s, err := storage.Open(b.Context(), url, storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var subjects atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := improvement.ThemeID(fmt.Sprint("t", subjects.Add(1)))
			for version := 0; version < 15; version++ {
				if version > 0 && !pb.Next() {
					return
				}
				if _, err := s.File(b.Context(), step(b, id, version)); err != nil {
					b.Error(err)
					return
				}
			}
		}
	})
}

func step(b *testing.B, id improvement.ThemeID, version int) improvement.Filing {
	theme := improvement.Theme{ID: id, Name: fmt.Sprint("name ", version)}
	state, err := json.Marshal(theme)
	if err != nil {
		b.Error(err)
	}
	command := improvement.CommandID(fmt.Sprint("c", version))
	return improvement.Filing{
		Subject: improvement.ThemeSubject(id), Expected: version, Command: command, State: state,
		Entries: improvement.Entries(version, command, "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: theme}}),
		Tasks:   []improvement.Task{{Key: "always", Owner: "anna", Due: "2026-07-20"}, {Key: string(command), Owner: "ben", Due: "2026-07-21"}},
		Notices: []improvement.Notice{{Cause: fmt.Sprint(id, version), To: improvement.Recipient{Person: "ben"}, SendAfter: time.Now()}},
	}
}
