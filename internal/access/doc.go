// Package access knows who may come in: sign-ins, one-time links, signed links to one
// task, passkeys, identities of a provider, forms that are being written, and the audit.
//
// It has the types, the rules and the interfaces; internal/storage keeps what is to be
// kept. No secret is kept in the clear: a token goes out once, and its hash stays. All
// times here are real, also on a record that is rehearsed: who may come in follows the
// clock on the wall.
package access
