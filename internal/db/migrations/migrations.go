// Package migrations holds the schema's steps: forward only, numbered, one transaction each.
// Each file starts with "-- owner: <package>", the package that alone writes its tables.
package migrations

import "embed"

// Files are the steps: NNNN_name.sql for both engines, NNNN_name.<engine>.sql instead of it on one.
//
//go:embed *.sql
var Files embed.FS
