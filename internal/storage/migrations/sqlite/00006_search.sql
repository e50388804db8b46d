-- +goose Up
-- PostgreSQL's index of words learns what items are filed under. FTS5 needs no help: a
-- record on SQLite is small enough.
SELECT 1;
