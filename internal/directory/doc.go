// Package directory owns the org units and their history (decision D12).
//
// A unit is an id and a code that never change, and versions of everything else: name, type, parent, manager, and
// whether it is closed. The version in force on a day is the latest that begins on or before it, so the tree can be
// drawn as of any day, and a correction of the past is a version in the past. Waves freeze their tree themselves.
//
// Where one unit follows another a succession says so:
//
//	merge    several units go on as one     the old ones are closed; followed
//	replace  one unit takes over from one   the old one is closed; followed
//	split    one unit goes on as several    not followed, but marked
//
// Units are changed by edits (edit.go, editing.go): each is planned on a copy of the history, so that it can be shown
// beforehand what follows, and checked against the trees of every day (history.go). Import does the same for a table with
// one row per unit (rows.go reads it, plan.go decides what it changes). Both are carried out by commit.go: with an entry in a
// log whose key keeps two writers apart, in pieces that do not keep the record store's writer from the intake, and seen all
// at once. undo.go takes a change back while nothing was built on it.
package directory
