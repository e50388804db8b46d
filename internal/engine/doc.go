// Package engine is the Temporal connection: either Temporal's own server as a
// library in this process (Start), keeping its state in one SQLite file, or an
// existing cluster. Dial gives a checked client for both.
//
// The embedded server listens on loopback only, holds one namespace, survives a
// kill -9 and a power cut (each commit is synced to the disk), and never ends
// the process: what Temporal treats as fatal comes back as an error.
//
// A build with the tag "noembedded" leaves the server out; Start then always
// fails with ErrNoEmbedded.
package engine
