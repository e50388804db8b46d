// Package vault seals what people write and opens it for display.
//
// Each author has a random key of their own (AES-256-GCM), kept in the record
// wrapped by the master key, which is not. Destroying an author's wrapped key
// erases their words wherever they stand: journal, histories, notices, backups.
package vault
