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
// Units come in by Import: a table with one row per unit, checked as a whole (rows.go reads it, plan.go decides what it
// changes, history.go checks the trees of every day), written in one transaction with its audit entry.
package directory
