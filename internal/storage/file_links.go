package storage

import "github.com/cairnqi/cairn/improvement"

// linkStatements add links. One that is there stays.
func linkStatements(subject improvement.SubjectID, links []improvement.Link) []statement {
	rows := make([][]any, len(links))
	for i, l := range links {
		rows[i] = []any{string(l.From), string(l.To), string(subject)}
	}
	return overRows(`INSERT INTO links (source, target, subject) VALUES %s ON CONFLICT (source, target, subject) DO NOTHING`, `(?, ?, ?)`, rows)
}
