package storage

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// taskStatements write the tasks that changed and drop those that are gone.
func taskStatements(f improvement.Filing, was map[string]int64) ([]statement, error) {
	var changed [][]any
	open := make(map[string]bool, len(f.Tasks))
	for _, t := range f.Tasks {
		open[t.Key] = true
		doc, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		digest := digestOf(doc)
		if had, ok := was[t.Key]; ok && had == digest {
			continue
		}
		changed = append(changed, []any{string(f.Subject), t.Key, string(t.Owner), string(t.Body), string(t.Role), string(t.Due), digest, string(doc)})
	}
	return append(goneStatements(f.Subject, was, open), overRows(`
		INSERT INTO tasks (subject, key, owner, body, role, due, digest, doc) VALUES %s
		ON CONFLICT (subject, key) DO UPDATE SET owner = excluded.owner, body = excluded.body, role = excluded.role,
		       due = excluded.due, digest = excluded.digest, doc = excluded.doc`,
		`(?, ?, ?, ?, ?, ?, ?, ?)`, changed)...), nil
}

func goneStatements(subject improvement.SubjectID, was map[string]int64, open map[string]bool) []statement {
	var gone []string
	for key := range was {
		if !open[key] {
			gone = append(gone, key)
		}
	}
	slices.Sort(gone)
	var statements []statement
	for keys := range slices.Chunk(gone, maxParameters) {
		var c condition
		c.and("subject = ?", string(subject))
		in(&c, "key", keys)
		statements = append(statements, statement{`DELETE FROM tasks` + c.where(), c.args}, doneWith(subject, keys))
	}
	return statements
}

// digestOf tells a changed task from an unchanged one.
func digestOf(doc []byte) int64 {
	sum := sha256.Sum256(doc)
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
