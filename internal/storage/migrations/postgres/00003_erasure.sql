-- +goose Up
-- Times are microseconds UTC; 0 is never.
ALTER TABLE people ADD COLUMN erased BIGINT NOT NULL DEFAULT 0;    -- 1: they take part no more
ALTER TABLE blobs ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;   -- its chunks are gone
ALTER TABLE blobs ADD COLUMN stored_again BIGINT NOT NULL DEFAULT 0; -- real time: somebody may be filing it
