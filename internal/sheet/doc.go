// Package sheet opens tables that people send, CSV and XLSX, and writes the tables they take away.
//
// A table is a header and rows of text cells. Reading is a stream: a file of a million rows needs the
// memory of one. Rows carry the number that a spreadsheet programme shows, header included, so that
// "row 17" in a message is row 17 on the sender's screen.
//
// Two sorts of failure are kept apart. What is wrong with one row (a field too many, a NUL, bytes that
// are no characters) is the Err of that row and the reading goes on; what is wrong with the file ends it.
// Nothing is repaired in silence: the only things dropped are rows without any content.
//
//	encoding   UTF-8 with or without BOM, else GB18030 (which includes GBK)
//	separator  , ; or tab, whichever the header has most of
//	XLSX       the first visible worksheet; dates become 2006-01-02 or 2006-01-02 15:04:05
//
// The package knows nothing of surveys.
package sheet
