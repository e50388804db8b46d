-- +goose Up
-- How each test of change goes, so that lists, boards and overviews read no state: it can
-- be made again from the journal. Days are text; '~' is none, and comes behind all days.
-- The status is not kept: it follows from a day, stuck and attention.
CREATE TABLE tests (
    subject      TEXT PRIMARY KEY,
    lmg          TEXT NOT NULL,
    locality     TEXT NOT NULL,
    theme        TEXT NOT NULL,
    stage        TEXT NOT NULL,
    open         BIGINT NOT NULL,
    due          TEXT NOT NULL, -- the next due day
    base         TEXT NOT NULL, -- the status until one of these two days comes
    attention    TEXT NOT NULL,
    stuck        TEXT NOT NULL,
    lead         TEXT NOT NULL,
    lwo          TEXT NOT NULL,
    action_group TEXT NOT NULL,
    decided      TEXT NOT NULL, -- last; '' is never
    to_first     BIGINT NOT NULL, -- days from launch to the first decision; -1 before it
    doc          TEXT NOT NULL
);
-- All that is counted, so that counting reads no doc.
CREATE INDEX tests_to_count ON tests (lmg, open, theme, locality, stage, base, attention, stuck, due, decided, to_first);
CREATE INDEX tests_by_due ON tests (due, subject);
CREATE INDEX tests_by_stuck ON tests (stuck, attention, subject);
CREATE INDEX tests_by_decided ON tests (decided) WHERE decided <> '';
CREATE INDEX tests_by_lead ON tests (lead);
CREATE INDEX tests_by_lwo ON tests (lwo);
CREATE INDEX tests_by_group ON tests (action_group);

-- A record of before this migration has these to make.
UPDATE record SET rebuild = '';
