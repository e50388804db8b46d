package storage

import "github.com/cairnqi/cairn/improvement"

// directoryStatements keep the tables that resolve people and roles in step with
// the journal.
func directoryStatements(subject improvement.SubjectID, entries []improvement.Entry) []statement {
	var statements []statement
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *improvement.PersonRecorded:
			statements = append(statements, personStatement(e.Person))
		case *improvement.NoticesChosen:
			statements = append(statements, hearingStatements(subject.ID(), e.How)...)
		case *improvement.PersonErased:
			statements = append(statements, erasedStatement(subject))
		case *improvement.MembersSet:
			statements = append(statements, memberStatements(e)...)
		}
	}
	return statements
}

func personStatement(p improvement.Person) statement {
	adult := ""
	if p.Under16 {
		adult = string(p.NamedAdult)
	}
	return statement{
		`INSERT INTO people (id, adult) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET adult = excluded.adult`,
		[]any{string(p.ID), adult},
	}
}

func memberStatements(e *improvement.MembersSet) []statement {
	rows := make([][]any, len(e.Members))
	for i, m := range e.Members {
		rows[i] = []any{string(e.Body), string(m.Person), string(m.Role)}
	}
	none := statement{`DELETE FROM memberships WHERE body = $1`, []any{string(e.Body)}}
	return append([]statement{none}, overRows(
		`INSERT INTO memberships (body, person, role) VALUES %s ON CONFLICT (body, role, person) DO NOTHING`,
		`(?, ?, ?)`, rows)...)
}

func erasedStatement(subject improvement.SubjectID) statement {
	return statement{`UPDATE people SET erased = 1, adult = '', hearing = '', mailbox = '' WHERE id = $1`, []any{subject.ID()}}
}
