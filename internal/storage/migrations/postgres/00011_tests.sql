-- +goose Up
-- How each test of change goes, narrow so that lists, boards and overviews read no state:
-- it can be made again from the journal. Days are text, none is ''. The status is not kept:
-- it follows from a day, attention and stuck.
CREATE TABLE tests (
    subject      TEXT COLLATE "C" PRIMARY KEY,
    lmg          TEXT COLLATE "C" NOT NULL,
    locality     TEXT COLLATE "C" NOT NULL,
    theme        TEXT COLLATE "C" NOT NULL,
    stage        TEXT COLLATE "C" NOT NULL,
    open         BIGINT NOT NULL,
    due          TEXT COLLATE "C" NOT NULL, -- the next due day
    base         TEXT COLLATE "C" NOT NULL, -- the status until one of these two days comes
    attention    TEXT COLLATE "C" NOT NULL,
    stuck        TEXT COLLATE "C" NOT NULL,
    lead         TEXT COLLATE "C" NOT NULL,
    lwo          TEXT COLLATE "C" NOT NULL,
    action_group TEXT COLLATE "C" NOT NULL,
    decided      TEXT COLLATE "C" NOT NULL, -- last
    to_first     BIGINT NOT NULL, -- days from launch to the first decision; -1 before it
    doc          TEXT NOT NULL
);
CREATE INDEX tests_by_lmg ON tests (lmg);

-- A record of before this migration has these to make.
UPDATE record SET rebuild = '';
