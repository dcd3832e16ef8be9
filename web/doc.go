// Package web is the console: a browser program built from this folder into dist, and the
// handler that serves it out of the binary.
//
// A clone that has not run `make build` has an empty dist; the package still compiles and the
// handler answers 503, so that Go's tools work before npm has run.
package web
