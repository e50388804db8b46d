-- +goose Up
-- How many keys were destroyed is asked every second by whoever holds some.
CREATE INDEX keys_destroyed ON keys (destroyed_at) WHERE destroyed_at IS NOT NULL;
