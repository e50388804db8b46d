// Package scantest starts virus scanners for tests: ClamAV's own daemon with one harmless
// signature, and one that answers as a test says.
package scantest
