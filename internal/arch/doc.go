// Package arch holds the tests that keep the architecture as docs/architecture.md tells it; nobody imports it.
//
//	imports_test.go    imports point upstream (D1), foundations know no surveys, stat is pure
//	tables_test.go     a table is read and written by the package that owns it
//	clock_test.go      domain code gets its clock and reaches the database through package db only
//	catalogue_test.go  every message exists in Chinese and English, and is used
//	docs_test.go       documents agree with the code: data model, settings, dependencies, links, decisions by code
//
// The lists in these tests are the rules. Whoever needs an exception writes it there, with its reason.
package arch
