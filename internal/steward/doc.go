// Package steward does what keeps a record in good order: it loads people and
// bodies, starts lifecycles again from the record, follows what happens, and
// plays a rehearsal.
package steward
