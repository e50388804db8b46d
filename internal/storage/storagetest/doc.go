// Package storagetest holds what every record must do, as a suite that runs on a
// fresh database per case, and the databases that tests and benchmarks need.
package storagetest
