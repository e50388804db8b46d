package storage_test

import (
	"fmt"; "os"; "database/sql"; "github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
	"sync/atomic"
	"testing"
	"time"
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

func BenchmarkFile(b *testing.B) {
	for _, kind := range []string{"sqlite", "postgres"} {
		b.Run(kind, func(b *testing.B) {
			url := "sqlite:" + b.TempDir() + "/r.db"
			if kind == "postgres" {
				srv, err := pgserver.Start(b.Context(), "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_planning=on", "fsync="+os.Getenv("FS"))
				if err != nil { b.Fatal(err) }
				url = srv.URL("postgres")
				if err := tryRaw(url, "create extension pg_stat_statements"); err != nil { b.Fatal(err) }
				defer func() {
					db, _ := sql.Open("pgx", url)
					rows, err := db.Query("select calls, plans, round(total_plan_time::numeric,1), round(total_exec_time::numeric,1), left(regexp_replace(query, '\\s+', ' ', 'g'),60) from pg_stat_statements order by total_plan_time+total_exec_time desc limit 12")
					if err != nil { b.Fatal(err) }
					for rows.Next() { var a, c int; var d, e float64; var q string; rows.Scan(&a,&c,&d,&e,&q); fmt.Println(a,c,d,e,q) }
					db.Close(); srv.Remove()
				}()
			}
			s, err := storage.Open(b.Context(), url, storage.Options{})
			if err != nil { b.Fatal(err) }
			defer s.Close()
			var n atomic.Int64
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				id := improvement.ThemeID(fmt.Sprint("t", n.Add(1)))
				version := 0
				for pb.Next() {
					if version == 15 { id = improvement.ThemeID(fmt.Sprint("t", n.Add(1))); version = 0 }
					theme := improvement.Theme{ID: id, Name: "renamed"}
					state, _ := json.Marshal(theme)
					cmd := improvement.CommandID(fmt.Sprint("c", version))
					k := fmt.Sprint("k", version)
					_, err := s.File(b.Context(), improvement.Filing{Subject: improvement.ThemeSubject(id), Expected: version, Command: cmd, State: state,
						Tasks: []improvement.Task{{Key: k, Owner: "anna", Due: "2026-01-01"}, {Key: "always", Owner: "anna", Due: "2026-01-01"}},
						Notices: []improvement.Notice{{Cause: string(id)+k, To: improvement.Recipient{Person: "anna"}, SendAfter: time.Now()}},
						Entries: improvement.Entries(version, cmd, "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: theme}})})
					if err != nil { b.Fatal(err) }
					version++
				}
			})
		})
	}
}
