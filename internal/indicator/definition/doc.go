// Package definition is what definition files have in common: indicator systems and questionnaires are
// JSON documents that people write by hand, so they are read strictly (an unknown or doubled field, a wrong
// type, a stray byte is a fault with its place in the file) and kept in one canonical form, whose hash
// says whether two files mean the same.
package definition
