// Package activities holds the side effects that workflows ask for: filing to
// the record, reading the panel and the calendar, delivering notices, anchoring
// the journal. Each is idempotent: Temporal may run it again. None knows a rule.
package activities
