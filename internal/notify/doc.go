// Package notify tells people: it takes messages from the record's outbox,
// writes each as a letter in plain English, and hands it to a channel, by email
// or the outbox itself.
//
// A message leaves once. Only where the process dies between the channel's
// acceptance and the mark is it sent again, and then with the same Message-ID.
// What fails in passing is tried again with back-off; what is refused for good is
// given up at once and shown to the administrator. People's words and addresses
// never reach a log or the outbox's cause of failure.
package notify
