// Package profile describes tables of text cells before anything is computed from them: which
// columns are numbers, how many cells are blank, what the numbers look like, how many texts differ.
//
// A cell is blank when it is the empty text; a cell of spaces is a text. A column is numeric when it
// has a cell that is not blank and every such cell is a number:
//
//	[space] [sign] digits [. digits] [e [sign] digits] [space]      also 0x…, Inf and Infinity
//
// (the grammar of R's as.numeric; "1e", "NaN", "NA", "1,000" and "TRUE": the first is 1, the others
// are no numbers). Of a numeric column the profile holds
//
//	x̄ = Σx/n,   s = √(Σ(x−x̄)²/(n−1)),   min, max       over the n cells that are not blank,
//
// s being NaN for n = 1; of a text column the number of different texts and the sum of Unicode code
// points over all cells. UniqueNames makes names that repeat distinguishable, as a table needs them.
//
// Rows that are shorter than the header lack cells at the end: these are blank. There are no errors.
//
// Source: definitions; checked against R 4.2.2 (read.csv, as.numeric, mean, sd, make.unique, nchar) on
// 26 published data files.
package profile
