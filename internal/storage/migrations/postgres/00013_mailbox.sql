-- +goose Up
-- By what somebody's address is recognised when they sign in: a mark, under a key that is
-- not in the record; empty where they have none. It is made with the lists of older records.
ALTER TABLE people ADD COLUMN mailbox TEXT NOT NULL DEFAULT '';
CREATE INDEX people_by_mailbox ON people (mailbox);
UPDATE record SET rebuild = '';
