-- +goose Up
-- What is kept to find and follow: all of it can be made again from the journal.

-- Where making it again has come to: behind that subject. NULL is done. A record of
-- before this migration begins; a new one has nothing to make.
ALTER TABLE record ADD COLUMN rebuild TEXT;
UPDATE record SET rebuild = '';

ALTER TABLE subjects ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
-- Columns that seldom change: a filing that leaves them leaves the indexes, too.
CREATE INDEX subjects_by_lmg ON subjects (kind, lmg, parent, locality, open, outcome) WHERE lmg <> '';

CREATE TABLE links (
    source  TEXT COLLATE "C" NOT NULL,
    target  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL, -- whose journal adds it
    PRIMARY KEY (source, target, subject)
);
CREATE INDEX links_by_target ON links (target, source);
CREATE INDEX links_by_subject ON links (subject);

CREATE TABLE shelf (
    id       TEXT COLLATE "C" PRIMARY KEY,
    day      TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    strength TEXT COLLATE "C" NOT NULL,
    lmg      TEXT COLLATE "C" NOT NULL,
    locality TEXT COLLATE "C" NOT NULL,
    theme    TEXT COLLATE "C" NOT NULL,
    priority TEXT COLLATE "C" NOT NULL,
    test     TEXT COLLATE "C" NOT NULL,
    hidden   BIGINT NOT NULL,
    doc      TEXT NOT NULL,
    words    TSVECTOR NOT NULL DEFAULT '' -- of all authors, from search_text
);
CREATE INDEX shelf_by_day ON shelf (day, id);
CREATE INDEX shelf_by_kind ON shelf (kind, day, id);
CREATE INDEX shelf_by_lmg ON shelf (lmg, day, id);
CREATE INDEX shelf_by_locality ON shelf (locality, day, id);
CREATE INDEX shelf_by_theme ON shelf (theme, day, id);
CREATE INDEX shelf_by_priority ON shelf (priority, day, id) WHERE priority <> '';
CREATE INDEX shelf_by_test ON shelf (test, day, id) WHERE test <> '';
-- Bounded, since every search reads what waits to be put into the index.
CREATE INDEX shelf_by_words ON shelf USING gin (words) WITH (gin_pending_list_limit = 256);

-- People's words in the clear, here and in the index made of them, nowhere else.
CREATE TABLE search_text (
    item   TEXT COLLATE "C" NOT NULL,
    author TEXT COLLATE "C" NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (item, author)
);
CREATE INDEX search_text_by_author ON search_text (author);
