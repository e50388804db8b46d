-- +goose Up
-- How each test of change goes, narrow so that lists, boards and overviews read no state:
-- it can be made again from the journal. Days are text, none is ''. The status is not kept:
-- it follows from a day, attention and stuck.
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
    decided      TEXT NOT NULL, -- last
    to_first     BIGINT NOT NULL, -- days from launch to the first decision; -1 before it
    doc          TEXT NOT NULL
);
CREATE INDEX tests_by_lmg ON tests (lmg);

-- A record of before this migration has these to make.
UPDATE record SET rebuild = '';
