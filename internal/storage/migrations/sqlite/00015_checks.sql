-- +goose Up
-- Files are given out once they were checked for viruses, where the workers say so. Times
-- are microseconds UTC, and real; 0 is never.
ALTER TABLE record ADD COLUMN scanning BIGINT NOT NULL DEFAULT 0;    -- 1: files are checked
ALTER TABLE blobs ADD COLUMN checked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE blobs ADD COLUMN finding TEXT NOT NULL DEFAULT '';       -- what was found: never given out
ALTER TABLE blobs ADD COLUMN check_after BIGINT NOT NULL DEFAULT 0;  -- when it is tried again, or its lease ends
ALTER TABLE blobs ADD COLUMN check_tries BIGINT NOT NULL DEFAULT 0;  -- that came to nothing
CREATE INDEX blobs_unchecked ON blobs (check_tries, at DESC, hash) WHERE checked_at = 0; -- in the order in which they are taken
