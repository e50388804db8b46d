// Package improvement is the language of the field: tests of change, their
// PDSA cycles, approvals, measures, evidence, people and bodies, and every rule
// about them.
//
// Each lifecycle is a small aggregate. A command is decided against the state
// and gives events, or a plain refusal (*Error); events are applied to the
// state. Both are pure: no clock, no I/O, no randomness. The same Apply serves
// the running workflow, continue-as-new, the record and recovery.
//
// Moments are UTC, cut to microseconds, as the record stores them. Days (Date)
// and hours are those of Europe/London.
package improvement
