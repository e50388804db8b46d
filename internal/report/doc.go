// Package report makes tables out of what the record gives, and writes them as CSV and as
// spreadsheets; and it makes the one-page summary of a test. It reads by small interfaces
// of its own, decides nothing, and names no person: what is given out cannot be erased.
package report
