-- +goose Up
-- Times are microseconds UTC, documents are JSON text, flags are 0 or 1.
-- Identifiers sort by their bytes, as on SQLite.

CREATE TABLE record (
    one             BIGINT PRIMARY KEY CHECK (one = 1),
    id              TEXT NOT NULL,
    key_mark        TEXT NOT NULL DEFAULT '', -- of the master key; see Store.ClaimKeyMark
    real_start      BIGINT NOT NULL,
    rehearsed_start BIGINT NOT NULL,
    factor          DOUBLE PRECISION NOT NULL,
    turns           BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE subjects (
    id       TEXT COLLATE "C" PRIMARY KEY,
    kind     TEXT COLLATE "C" NOT NULL,
    version  BIGINT NOT NULL,
    head     BYTEA NOT NULL,
    anchored BIGINT NOT NULL DEFAULT 0,
    open     BIGINT NOT NULL,
    stage    TEXT NOT NULL,
    title    TEXT NOT NULL,
    lmg      TEXT COLLATE "C" NOT NULL,
    locality TEXT COLLATE "C" NOT NULL,
    theme    TEXT COLLATE "C" NOT NULL,
    parent   TEXT COLLATE "C" NOT NULL,
    due      TEXT COLLATE "C" NOT NULL,
    state    TEXT NOT NULL -- large, so last: SQLite reads a row up to the last column asked for
);
CREATE INDEX subjects_by_kind ON subjects (kind, open, id);
CREATE INDEX subjects_by_parent ON subjects (parent) WHERE parent <> '';

-- Sealed words do not compress: trying costs half of what it takes to write a state.
ALTER TABLE subjects ALTER COLUMN state SET STORAGE EXTERNAL;

CREATE TABLE journal (
    subject       TEXT COLLATE "C" NOT NULL,
    version       BIGINT NOT NULL,
    command       TEXT COLLATE "C" NOT NULL,
    nth           BIGINT NOT NULL,
    person        TEXT NOT NULL,
    at            BIGINT NOT NULL,
    event         TEXT NOT NULL,
    event_version BIGINT NOT NULL,
    data          TEXT NOT NULL,
    hash          BYTEA NOT NULL,
    PRIMARY KEY (subject, version),
    UNIQUE (subject, command, nth)
);

CREATE TABLE anchors (
    day   TEXT COLLATE "C" PRIMARY KEY,
    prev  BYTEA NOT NULL,
    hash  BYTEA NOT NULL,
    heads TEXT NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER anchors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON anchors
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

CREATE TABLE people (
    id    TEXT COLLATE "C" PRIMARY KEY,
    adult TEXT NOT NULL
);
CREATE INDEX people_by_adult ON people (adult) WHERE adult <> '';

CREATE TABLE memberships (
    body   TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    role   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (body, role, person)
);
CREATE INDEX memberships_by_person ON memberships (person);

CREATE TABLE tasks (
    subject TEXT COLLATE "C" NOT NULL,
    key     TEXT COLLATE "C" NOT NULL,
    owner   TEXT COLLATE "C" NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    role    TEXT COLLATE "C" NOT NULL,
    due     TEXT COLLATE "C" NOT NULL,
    digest  BIGINT NOT NULL,
    doc     TEXT NOT NULL,
    PRIMARY KEY (subject, key)
);
CREATE INDEX tasks_by_owner ON tasks (owner, body, role);

CREATE TABLE notices (
    id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person     TEXT COLLATE "C" NOT NULL,
    minor      TEXT NOT NULL,
    cause      TEXT COLLATE "C" NOT NULL,
    subject    TEXT COLLATE "C" NOT NULL,
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
    person       TEXT COLLATE "C" PRIMARY KEY,
    wrapped      BYTEA,
    destroyed_at BIGINT
);

CREATE TABLE blobs (
    hash TEXT COLLATE "C" PRIMARY KEY,
    size BIGINT NOT NULL,
    type TEXT NOT NULL,
    at   BIGINT NOT NULL
);
CREATE TABLE blob_chunks (
    hash TEXT COLLATE "C" NOT NULL,
    n    BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (hash, n)
);
