// Command starter launches and steers: it loads people and bodies, launches tests
// of change, files what people do, shows where things stand, recovers and
// verifies the record, and plays rehearsals.
//
// Data goes to standard output, messages to standard error. Exit codes: 0 done,
// 1 refused or failed, 2 the command line itself was wrong.
package main
