-- +goose Up
-- What reports of many tests and decisions ask of their journals, and no more of it: see
-- milestones in reported.go, whose words it must have to be used.
CREATE INDEX journal_milestones ON journal (subject, event, at)
    WHERE event IN ('launched', 'plan-agreed', 'decision-reached', 'paused', 'resumed', 'approval-decided');
