// Package sav writes SPSS system files: variables with long names and labels, value labels, measurement levels, missing
// values, multiple response sets and a weight, all text in UTF-8, with the data compressed byte by byte.
//
// A system file says at its beginning how wide every string is and how many cases follow, which a stream does not know
// before its end. Rows are therefore spooled to a file and written once all have been seen: strings are as wide as the
// longest that occurred, and memory does not depend on the number of rows.
//
// Strings of more than 255 bytes are stored in segments, as the format demands; 32767 bytes is the most a string can have,
// and a longer one is cut at a character and counted (Writer.Cut).
package sav
