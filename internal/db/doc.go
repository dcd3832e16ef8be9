// Package db is the handle on the record store: SQLite or PostgreSQL behind one text of SQL.
//
// Statements are written once with ? placeholders and in the subset that both engines share;
// the few exceptions go through Pick. Instants are Millis, ids are text made in Go, JSON is opaque.
//
// SQLite has one writer connection behind two lanes: intake first, then everything else. A use case
// that writes runs in Tx; the group commit of answers runs in IntakeTx; bulk work goes through Chunks,
// which holds the writer for about ten milliseconds at a time and lets intake pass in between.
// Inside a transaction only the *Tx is used: a read through the *DB would not see its writes.
package db
