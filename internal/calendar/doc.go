// Package calendar knows the Scottish bank holidays and gives them as data, for
// an aggregate to keep in its state. The arithmetic of working days is
// improvement.Calendar's.
//
// The days are those of the Banking and Financial Dealings Act 1971 in Scotland
// and of proclamations under it: not Easter Monday, and the summer holiday in
// early August. Councils keep other days too; those are configuration.
package calendar
