-- +goose Up
-- Who may come in. Times are microseconds UTC, real ones; 0 is never. No secret is here:
-- of each token its hash.

CREATE TABLE sign_ins (
    id      TEXT PRIMARY KEY,
    person  TEXT NOT NULL,
    began   BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    how     TEXT NOT NULL,
    device  TEXT NOT NULL,
    session TEXT NOT NULL,
    ended   BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_person ON sign_ins (person);
CREATE INDEX sign_ins_by_seen ON sign_ins (seen);

CREATE TABLE sessions (
    hash    TEXT PRIMARY KEY,
    data    BLOB NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE access_links (
    hash    TEXT PRIMARY KEY,
    kind    TEXT NOT NULL,
    person  TEXT NOT NULL,
    browser TEXT NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
CREATE INDEX access_links_by_person ON access_links (person, kind);

CREATE TABLE task_links_void (
    person      TEXT PRIMARY KEY,
    void_before BIGINT NOT NULL
);

CREATE TABLE passkeys (
    id         BLOB PRIMARY KEY,
    person     TEXT NOT NULL,
    name       TEXT NOT NULL, -- sealed
    credential BLOB NOT NULL,
    made       BIGINT NOT NULL,
    used       BIGINT NOT NULL
);
CREATE INDEX passkeys_by_person ON passkeys (person);

CREATE TABLE passkey_handles (
    person TEXT PRIMARY KEY,
    handle BLOB NOT NULL UNIQUE
);

CREATE TABLE identities (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    person  TEXT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_person ON identities (person);

CREATE TABLE drafts (
    person  TEXT NOT NULL, -- or, where it is empty,
    browser TEXT NOT NULL,
    form    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (person, browser, form)
);

CREATE TABLE calendars (
    hash   TEXT PRIMARY KEY,
    person TEXT NOT NULL UNIQUE,
    made   BIGINT NOT NULL
);

CREATE TABLE audit (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    at        BIGINT NOT NULL,
    person    TEXT NOT NULL,
    what      TEXT NOT NULL,
    about     TEXT NOT NULL,
    how       TEXT NOT NULL,
    reference TEXT NOT NULL
);
CREATE INDEX audit_by_person ON audit (person, seq);
CREATE INDEX audit_by_what ON audit (what, seq);
CREATE INDEX audit_by_time ON audit (at);

-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'audit is append-only');
END;
-- +goose StatementEnd
