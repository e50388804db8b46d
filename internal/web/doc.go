// Package web is the pages: server-rendered, every task works without a script. A page
// is one file, one struct and one template; routes.go lists them all, each with who may
// come there.
//
// A request becomes a visit (who asks, on whose session), a handler answers it with a
// page or a redirect, and every error goes one way: people get a plain sentence, the log
// gets the cause, both under one reference. A form's fields are named as in the documents
// of package intake, so one reader serves pages, files and the command line, and a
// refusal of "steps[2].due" finds its field.
//
// The package knows no Temporal, no SQL and no settings: what it needs it declares in
// needs.go, and assembly hands it in.
package web
