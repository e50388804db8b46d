// Package intake reads people's YAML documents into what the rules understand:
// a charter, a plan, a vote, the directory, a story to rehearse. It also reads the
// points of a measure from a spreadsheet's CSV file, in whatever form it was saved.
//
// Documents are read strictly. What is not known, written twice, of the wrong
// type or not a date is refused with its line and its path, such as
// steps[2].due (entries count from 1), and nothing is guessed. All that is wrong
// with one document is told at once, up to ten faults.
//
// People's words are sealed as they are read, so a command never carries them in
// the clear. Whether a document makes sense for a test is for package
// improvement to say; here it is only about what was written.
package intake
