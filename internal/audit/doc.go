// Package audit is the append-only record of who changed what, and of who read what only few may read.
//
// An entry is written in the transaction of the change it tells of: both happen or neither. Triggers
// refuse to change or delete entries on both engines. Entries name things by id and code and hold
// what changed; answers, contact data and secrets never enter them.
//
// The package knows no permissions: who may read the log is decided where the log is shown.
package audit
