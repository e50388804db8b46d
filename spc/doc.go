// Package spc reads a series of dated measurements: run charts and Shewhart
// control charts as they are used in quality improvement.
//
// A Series holds points, gaps and phases; Options name a versioned rule set and
// its conventions; Analyse gives the centre, the limits and the signals, each with
// a plain sentence. It needs the standard library only, keeps no state, and gives
// the same result for the same input for as long as the rule set's version stands.
//
// Sources, and what each rule set does where they disagree, are in docs/methods.md.
package spc
