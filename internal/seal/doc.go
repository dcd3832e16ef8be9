// Package seal makes an original provable: its canonical bytes, its salt and its leaf.
//
// A leaf is SHA-256(0x00 ‖ salt ‖ RFC 8785 JSON). The first byte keeps a leaf apart from an inner
// node of the Merkle log it is later appended to (RFC 6962 §2.1). The salt keeps the leaf of an
// erased original from being guessed: answers have few possible values, 128 random bits have not,
// so destroying the salt leaves a leaf that says nothing.
//
// The canonical form is written by this package, because it lies on the path of every answer; the
// tests hold it against an independent implementation of RFC 8785.
package seal
