// Package feed writes somebody's due days as a calendar that their own calendar
// application reads (RFC 5545).
package feed
