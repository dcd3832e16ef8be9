// Package conformance checks the library against reference cases computed with other software:
//
//	go test ./stat/conformance                          the cases of stat/testdata/expected
//	go test ./stat/conformance -args -cases DIR         another folder: DIR/*.json, inputs in DIR/input
//	go test ./stat/conformance -args -report FILE       also writes a table of the differences found
//
// A case names the call, its result and its tolerance; the handlers in stat/internal/conform take
// sizes, matrices and names from the case and its input files and answer through the public
// packages. A wrong number fails, so does a case that no handler knows. Cases whose data is not in
// the repository are looked for in MANYI_REFERENCE and named when they were not run.
package conformance
