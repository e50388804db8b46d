// Package pgserver runs a throw-away PostgreSQL server for tests and benchmarks:
// a cluster of its own in a temporary folder, on a free port of the loopback
// interface. It uses the PostgreSQL programs installed on the machine.
package pgserver
