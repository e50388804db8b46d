// Package storage keeps the record: the journal of every subject with its state,
// tasks and notices, people and bodies, attached files, wrapped keys and who may come
// in, on SQLite or PostgreSQL.
//
// One SQL text serves both: $n parameters, times as BIGINT microseconds UTC,
// documents as TEXT, ON CONFLICT and RETURNING; no now(), no FOR UPDATE, no JSON
// operators. Only the migrations are written twice, under the same numbers.
//
// The journal is append-only by trigger. Its rows form one hash chain per
// subject; a daily anchor holds the heads that moved since the one before and
// chains on to it. Verify recomputes all of it.
package storage
