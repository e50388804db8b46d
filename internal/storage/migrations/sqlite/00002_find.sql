-- +goose Up
-- What is kept to find and follow: all of it can be made again from the journal.
-- The same tables as for PostgreSQL, but for the index of words.

-- Where making it again has come to: behind that subject. NULL is done. A record of
-- before this migration begins; a new one has nothing to make.
ALTER TABLE record ADD COLUMN rebuild TEXT;
UPDATE record SET rebuild = '';

-- Made anew, so that the state stays last: a column behind it would cost its length.
CREATE TABLE subjects_anew (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    version  BIGINT NOT NULL,
    head     BLOB NOT NULL,
    anchored BIGINT NOT NULL DEFAULT 0,
    open     BIGINT NOT NULL,
    stage    TEXT NOT NULL,
    title    TEXT NOT NULL,
    lmg      TEXT NOT NULL,
    locality TEXT NOT NULL,
    theme    TEXT NOT NULL,
    parent   TEXT NOT NULL,
    due      TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    state    TEXT NOT NULL
);
INSERT INTO subjects_anew (id, kind, version, head, anchored, open, stage, title, lmg, locality, theme, parent, due, outcome, state)
SELECT id, kind, version, head, anchored, open, stage, title, lmg, locality, theme, parent, due, '', state FROM subjects;
DROP TABLE subjects;
ALTER TABLE subjects_anew RENAME TO subjects;
CREATE INDEX subjects_by_kind ON subjects (kind, open, id);
CREATE INDEX subjects_by_parent ON subjects (parent) WHERE parent <> '';
CREATE INDEX subjects_by_lmg ON subjects (kind, lmg, parent, locality, open, outcome) WHERE lmg <> '';

CREATE TABLE links (
    source  TEXT NOT NULL,
    target  TEXT NOT NULL,
    subject TEXT NOT NULL, -- whose journal adds it
    PRIMARY KEY (source, target, subject)
);
CREATE INDEX links_by_target ON links (target, source);
CREATE INDEX links_by_subject ON links (subject);

CREATE TABLE shelf (
    n        INTEGER PRIMARY KEY, -- of the row in search
    id       TEXT NOT NULL UNIQUE,
    day      TEXT NOT NULL,
    kind     TEXT NOT NULL,
    strength TEXT NOT NULL,
    lmg      TEXT NOT NULL,
    locality TEXT NOT NULL,
    theme    TEXT NOT NULL,
    priority TEXT NOT NULL,
    test     TEXT NOT NULL,
    hidden   BIGINT NOT NULL,
    doc      TEXT NOT NULL
);
CREATE INDEX shelf_by_day ON shelf (day, id);
CREATE INDEX shelf_by_kind ON shelf (kind, day, id);
CREATE INDEX shelf_by_lmg ON shelf (lmg, day, id);
CREATE INDEX shelf_by_locality ON shelf (locality, day, id);
CREATE INDEX shelf_by_theme ON shelf (theme, day, id);
CREATE INDEX shelf_by_priority ON shelf (priority, day, id) WHERE priority <> '';
CREATE INDEX shelf_by_test ON shelf (test, day, id) WHERE test <> '';

-- People's words in the clear, here and in the index made of them, nowhere else.
CREATE TABLE search_text (
    item   TEXT NOT NULL,
    author TEXT NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (item, author)
);
CREATE INDEX search_text_by_author ON search_text (author);

-- Words of all authors, from search_text, which folds case and accents before.
CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'porter unicode61 remove_diacritics 0');
-- What is deleted is gone from the index at once, not only passed over.
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
