-- +goose Up
-- Lists of what stands at one stage: voices to read, tests that ended, bodies of a kind.
CREATE INDEX subjects_by_stage ON subjects (kind, stage, id);
