// Package app wires Manyi together and is its command line.
//
// The data folder belongs to one process. A command that needs it opens it when nobody else has;
// when a server runs on it, the command is carried out by the server, over a socket that only the
// same user can open, with its output streamed back (docs/adr/0002-commands-run-in-the-server.md). So a
// command sees what the server sees, fresh answers included.
package app
