// Command bench measures speed and memory: the reference lifecycle by Cairn and by
// three others on one PostgreSQL, the time from start to ready, and the memory
// that open tests take. docs/performance.md explains the method and the figures.
//
// It builds and runs the real worker, makes a PostgreSQL cluster of its own and
// removes both. It reads /proc, so it runs on Linux.
package main
