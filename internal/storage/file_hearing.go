package storage

import "github.com/cairnqi/cairn/improvement"

// ReadDays hands the store the holidays around a day, by which digests leave. Until then
// there are none but weekends.
func (s *Store) ReadDays(around func(improvement.Date) improvement.Calendar) { s.around = around }

// calendar gives the holidays around a day.
func (s *Store) calendar(day improvement.Date) improvement.Calendar {
	if s.around == nil {
		return improvement.Calendar{}
	}
	return s.around(day)
}

// leaving gives, for each notice, when it leaves by each choice of who hears it.
func (s *Store) leaving(notices []improvement.Notice) [][3]int64 {
	known := map[improvement.Date]improvement.Calendar{}
	moments := make([][3]int64, len(notices))
	for i, n := range notices {
		day := improvement.DateOf(n.SendAfter)
		c, have := known[day]
		if !have {
			c = s.calendar(day)
			known[day] = c
		}
		for j, how := range improvement.Hearings() {
			moments[i][j] = micros(improvement.ByDigest(n, how, c))
		}
	}
	return moments
}

// leavesBy picks, of a notice's columns, when it leaves by somebody's choice, an SQL text.
func leavesBy(choice string) string {
	return `CASE ` + choice + ` WHEN 'daily' THEN daily WHEN 'weekly' THEN weekly ELSE at_once END`
}

// hearingStatements keep a person's choice, by which what waits for them leaves from now
// on. An adult's is not that of someone under 16 for whom another was made.
func hearingStatements(person string, how improvement.Hearing) []statement {
	return []statement{
		{`UPDATE people SET hearing = $2 WHERE id = $1`, []any{person, string(how)}},
		{`UPDATE notices SET send_after = ` + leavesBy(`CAST($2 AS TEXT)`) + `
		WHERE message IS NULL AND (minor = $1 OR person = $1 AND NOT EXISTS (
			SELECT 1 FROM people p WHERE p.id = notices.minor AND p.hearing <> ''))`, []any{person, string(how)}},
	}
}

// doneWith drops what waits for a digest to ask for tasks that are there no more: a digest
// of the week says nothing of what was done on Tuesday.
func doneWith(subject improvement.SubjectID, tasks []string) statement {
	var c condition
	c.and("subject = ? AND message IS NULL AND send_after > at_once", string(subject))
	in(&c, "task", tasks)
	return statement{`DELETE FROM notices` + c.where(), c.args}
}
