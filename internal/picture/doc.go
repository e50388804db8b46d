// Package picture draws a measure's chart and a test's ramp of cycles, once for
// pages, emails, printed packs and the command line: as SVG, as characters, in
// words, and as a table for those who do not see the drawing.
//
// A fragment (SVG, Table) has presentation attributes only, neither style nor
// script, so that it may stand on a page with a strict content security policy;
// Document and Page stand alone. Lines and words take the colour of the text
// around them, and what a point bears is told by its shape before its colour, so
// that a drawing survives print, dark pages and forced colours.
package picture
