// Package assembly puts the rooms together, once, for everything that runs them:
// the worker, the command line's rehearsals, and tests of the whole. It knows the
// settings and decides nothing else.
package assembly
