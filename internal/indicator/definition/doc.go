// Package definition is what definitions have in common: indicator systems and questionnaires are JSON documents that
// people write by hand or in the console.
//
//	Decode     reads a file strictly: an unknown or doubled field, a wrong type, a stray byte is a fault with its place
//	Canonical  is the one form a document is kept in; its Hash says whether two files mean the same
//	Drafts     keeps documents in the making, which one person saves after the other
//	Versions   publishes documents and finds published ones, which never change
//
// What a kind of definition has of its own (its tables, keys, checks) is told by its package in a DraftKind and a VersionKind.
package definition
