// Package wording says in plain words what the record holds, once for pages and the
// command line: what people wrote, opened; who somebody is; what a task asks for and
// who hears of it; what was done.
package wording
