-- +goose Up
-- The real moment from which on a rehearsal passes at real speed; 0 is never.
ALTER TABLE record ADD COLUMN settled BIGINT NOT NULL DEFAULT 0;
