-- +goose Up
-- Who hears, or asked to hear, from a network; of its members only those who left it or
-- whose letters came back. The journal tells it too.
CREATE TABLE subscribers (
    network TEXT COLLATE "C" NOT NULL,
    reader  TEXT COLLATE "C" NOT NULL,
    state   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (network, reader)
);

-- What is one of many alike (urgent below 0) lies on a pile of its own: it grows no
-- query of the others.
DROP INDEX notices_to_send;
CREATE INDEX notices_to_send ON notices (send_after) WHERE message IS NULL AND urgent >= 0;
CREATE INDEX notices_in_bulk ON notices (send_after, id) WHERE message IS NULL AND urgent < 0;
DROP INDEX messages_to_send;
CREATE INDEX messages_to_send ON messages (ready) WHERE state = 'waiting' AND urgent >= 0;
CREATE INDEX messages_in_bulk ON messages (ready, seq) WHERE state = 'waiting' AND urgent < 0;
