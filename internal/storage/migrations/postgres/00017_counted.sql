-- +goose Up
-- What reports count by, so that counting reads no state: see reported.go.
CREATE INDEX subjects_to_count ON subjects (kind, id, lmg, theme, open, outcome, parent);
