// Package workflows holds the lifecycles as Temporal workflows, one file per
// story, and the typed sender that steers them.
//
// A workflow is a function and a private struct: set-up restores the state,
// installs the handlers and files the beginning; the body reads as the story.
// What is right is decided in improvement; what happened is filed by activities;
// here is only the order of things and the waiting between them.
package workflows
