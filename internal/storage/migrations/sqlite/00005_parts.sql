-- +goose Up
-- Who took which part, by entry of the journal: it can be made again from the journal. Of people
-- there are identifiers alone, so that it stays as it is where somebody is erased.
CREATE TABLE parts (
    subject TEXT NOT NULL,
    person  TEXT NOT NULL,
    deed    TEXT NOT NULL,
    entry   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (subject, person, deed, entry)
);
CREATE INDEX parts_by_person ON parts (person, deed, subject, at, n);

-- A record of before this migration has its parts to make.
UPDATE record SET rebuild = '';
