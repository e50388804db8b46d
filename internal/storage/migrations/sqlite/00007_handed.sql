-- +goose Up
-- What the mail server is taking, or was when a process ended.
CREATE INDEX messages_handed ON messages (urgent, ready) WHERE state = 'handed';
