// Package scan has files checked for viruses by ClamAV's daemon: Clamd speaks its
// protocol, and Keeper takes the files that wait in quarantine to it.
package scan
