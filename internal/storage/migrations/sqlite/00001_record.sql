-- +goose Up
-- Times are microseconds UTC, documents are JSON text, flags are 0 or 1.
-- The same tables as for PostgreSQL, under the same numbers.

CREATE TABLE record (
    one             BIGINT PRIMARY KEY CHECK (one = 1),
    id              TEXT NOT NULL,
    key_mark        TEXT NOT NULL DEFAULT '', -- of the master key; see Store.ClaimKeyMark
    real_start      BIGINT NOT NULL,
    rehearsed_start BIGINT NOT NULL,
    factor          REAL NOT NULL,
    turns           BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE subjects (
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
    state    TEXT NOT NULL -- large, so last: SQLite reads a row up to the last column asked for
);
CREATE INDEX subjects_by_kind ON subjects (kind, open, id);
CREATE INDEX subjects_by_parent ON subjects (parent) WHERE parent <> '';

CREATE TABLE journal (
    subject       TEXT NOT NULL,
    version       BIGINT NOT NULL,
    command       TEXT NOT NULL,
    nth           BIGINT NOT NULL,
    person        TEXT NOT NULL,
    at            BIGINT NOT NULL,
    event         TEXT NOT NULL,
    event_version BIGINT NOT NULL,
    data          TEXT NOT NULL,
    hash          BLOB NOT NULL,
    PRIMARY KEY (subject, version),
    UNIQUE (subject, command, nth)
);

CREATE TABLE anchors (
    day   TEXT PRIMARY KEY,
    prev  BLOB NOT NULL,
    hash  BLOB NOT NULL,
    heads TEXT NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER journal_no_replace BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE subject = NEW.subject AND version = NEW.version)
    OR EXISTS (SELECT 1 FROM journal WHERE subject = NEW.subject AND command = NEW.command AND nth = NEW.nth)
BEGIN
    SELECT RAISE(ABORT, 'journal is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER anchors_no_update BEFORE UPDATE ON anchors BEGIN
    SELECT RAISE(ABORT, 'anchors is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER anchors_no_delete BEFORE DELETE ON anchors BEGIN
    SELECT RAISE(ABORT, 'anchors is append-only');
END;
-- +goose StatementEnd

CREATE TABLE people (
    id    TEXT PRIMARY KEY,
    adult TEXT NOT NULL
);
CREATE INDEX people_by_adult ON people (adult) WHERE adult <> '';

CREATE TABLE memberships (
    body   TEXT NOT NULL,
    person TEXT NOT NULL,
    role   TEXT NOT NULL,
    PRIMARY KEY (body, role, person)
);
CREATE INDEX memberships_by_person ON memberships (person);

CREATE TABLE tasks (
    subject TEXT NOT NULL,
    key     TEXT NOT NULL,
    owner   TEXT NOT NULL,
    body    TEXT NOT NULL,
    role    TEXT NOT NULL,
    due     TEXT NOT NULL,
    digest  BIGINT NOT NULL,
    doc     TEXT NOT NULL,
    PRIMARY KEY (subject, key)
);
CREATE INDEX tasks_by_owner ON tasks (owner, body, role);

CREATE TABLE notices (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    person     TEXT NOT NULL,
    minor      TEXT NOT NULL,
    cause      TEXT NOT NULL,
    subject    TEXT NOT NULL,
    urgent     BIGINT NOT NULL,
    send_after BIGINT NOT NULL,
    doc        TEXT NOT NULL,
    message    TEXT,
    UNIQUE (person, cause)
);
CREATE INDEX notices_by_subject ON notices (subject, id);
CREATE INDEX notices_to_send ON notices (send_after) WHERE message IS NULL;
CREATE INDEX notices_by_message ON notices (message) WHERE message IS NOT NULL;

CREATE TABLE messages (
    id         TEXT PRIMARY KEY,
    person     TEXT NOT NULL,
    urgent     BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    ready      BIGINT NOT NULL,
    state      TEXT NOT NULL,
    last_error TEXT NOT NULL,
    sent_at    BIGINT NOT NULL
);
CREATE INDEX messages_to_send ON messages (ready) WHERE state = 'waiting';
CREATE INDEX messages_failed ON messages (id) WHERE state = 'failed';

CREATE TABLE keys (
    person       TEXT PRIMARY KEY,
    wrapped      BLOB,
    destroyed_at BIGINT
);

CREATE TABLE blobs (
    hash TEXT PRIMARY KEY,
    size BIGINT NOT NULL,
    type TEXT NOT NULL,
    at   BIGINT NOT NULL
);
CREATE TABLE blob_chunks (
    hash TEXT NOT NULL,
    n    BIGINT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (hash, n)
);
