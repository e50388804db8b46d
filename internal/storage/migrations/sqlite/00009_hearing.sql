-- +goose Up
-- How people chose to hear, and when a notice leaves by each choice. Empty: they did not choose.
ALTER TABLE people ADD COLUMN hearing TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN task TEXT NOT NULL DEFAULT ''; -- that it asks for, or reminds of
ALTER TABLE notices ADD COLUMN at_once BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN daily BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN weekly BIGINT NOT NULL DEFAULT 0;
UPDATE notices SET at_once = send_after, daily = send_after, weekly = send_after WHERE message IS NULL;
