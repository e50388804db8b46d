-- +goose Up
-- Who may come in. Times are microseconds UTC, real ones; 0 is never. No secret is here:
-- of each token its hash.

CREATE TABLE sign_ins (
    id      TEXT COLLATE "C" PRIMARY KEY,
    person  TEXT COLLATE "C" NOT NULL,
    began   BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    how     TEXT COLLATE "C" NOT NULL,
    device  TEXT COLLATE "C" NOT NULL,
    session TEXT COLLATE "C" NOT NULL,
    ended   BIGINT NOT NULL
);
CREATE INDEX sign_ins_by_person ON sign_ins (person);
CREATE INDEX sign_ins_by_seen ON sign_ins (seen);

CREATE TABLE sessions (
    hash    TEXT COLLATE "C" PRIMARY KEY,
    data    BYTEA NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE access_links (
    hash    TEXT COLLATE "C" PRIMARY KEY,
    kind    TEXT COLLATE "C" NOT NULL,
    person  TEXT COLLATE "C" NOT NULL,
    browser TEXT COLLATE "C" NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL
);
CREATE INDEX access_links_by_person ON access_links (person, kind);

CREATE TABLE task_links_void (
    person      TEXT COLLATE "C" PRIMARY KEY,
    void_before BIGINT NOT NULL
);

CREATE TABLE passkeys (
    id         BYTEA PRIMARY KEY,
    person     TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL, -- sealed
    credential BYTEA NOT NULL,
    made       BIGINT NOT NULL,
    used       BIGINT NOT NULL
);
CREATE INDEX passkeys_by_person ON passkeys (person);

CREATE TABLE passkey_handles (
    person TEXT COLLATE "C" PRIMARY KEY,
    handle BYTEA NOT NULL UNIQUE
);

CREATE TABLE identities (
    issuer  TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    person  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_person ON identities (person);

CREATE TABLE drafts (
    person  TEXT COLLATE "C" NOT NULL, -- or, where it is empty,
    browser TEXT COLLATE "C" NOT NULL,
    form    TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL,
    sealed  BYTEA NOT NULL,
    PRIMARY KEY (person, browser, form)
);

CREATE TABLE calendars (
    hash   TEXT COLLATE "C" PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL UNIQUE,
    made   BIGINT NOT NULL
);

CREATE TABLE audit (
    seq       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        BIGINT NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    what      TEXT COLLATE "C" NOT NULL,
    about     TEXT COLLATE "C" NOT NULL,
    how       TEXT COLLATE "C" NOT NULL,
    reference TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_by_person ON audit (person, seq);
CREATE INDEX audit_by_what ON audit (what, seq);
CREATE INDEX audit_by_time ON audit (at);

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
